"""Which of many stories were made from one another: every file of a folder is checked with all the others.

    python examples/families.py FOLDER

What is known of a story beside its text decides who may have taken from whom: an agency, and when it was published.
"""

from __future__ import annotations

import sys
from pathlib import Path

from copytaster import Submission, check


def main(folder: Path) -> None:
    stories = {
        file.name: Submission(
            text=file.read_text(encoding="utf-8"),
            agency="Reuters" if file.name.startswith("wire") else None,
            outlet=None if file.name.startswith("wire") else file.stem,
        )
        for file in sorted(folder.glob("*.txt"))
    }
    for name, report in check(stories).items():
        if "error" in report:
            print(f"{name}: not an article: {report['error']}")
            continue
        sources = ", ".join(f"{source['name']} ({source['relation']})" for source in report["sources"])
        print(f"{name}: {report['derivation']}" + (f", {sources}" if sources else ""))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
