"""Compare a published story with the wire that it may have been made from: the library, no service.

    python examples/compare.py PUBLISHED.txt WIRE.txt
"""

from __future__ import annotations

import sys
from pathlib import Path

import copytaster


def main(published: Path, wire: Path) -> None:
    report = copytaster.compare(copytaster.read(published), copytaster.read(wire))
    print(f"{published.name}: {report['derivation']}, confidence {report['confidence']:.2f}")
    for source in report["sources"]:
        print(f"{source['relation']} of {wire.name}: {source['containment']['of_article']:.0%} of its words")
    for passage in report["passages"]:
        print(f"  {passage['kind']}: {passage['text'][:60]!r} from {passage['source']['text'][:60]!r}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
