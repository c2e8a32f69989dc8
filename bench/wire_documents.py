"""What becomes of real newsroom documents: which are articles, whose wire they are, and what credits stand in them.

    python bench/wire_documents.py DIR [--each]

DIR holds documents of any newsroom format, in folders; what is no document (notes, lists, mail) is refused and counted
by the reason. ``--each`` prints a line for every document: its format, agency, credits and first words.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from copytaster.clean import Rejected, Submission, clean
from copytaster.credit import audit, detect
from copytaster.fingerprint import fingerprint
from copytaster.limits import Limits
from copytaster.model import Article

_NOW = datetime(2100, 1, 1, tzinfo=UTC)


def media_type(path: Path) -> str:
    """As a newsroom would declare it: JSON, XML, or the plain lines of ANPA and IPTC 7901."""
    body = path.read_bytes().lstrip(b"\xef\xbb\xbf \r\n\t")
    if body[:1] in (b"{", b"["):
        return "application/vnd.iptc.ninjs+json"
    return "application/xml" if body[:1] == b"<" else "text/plain"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", action="store_true", help="a line for every document")
    arguments = parser.parse_args()
    taken: Counter[str] = Counter()
    refused: Counter[tuple[str, str]] = Counter()
    agencies: Counter[str] = Counter()
    credited: Counter[str] = Counter()
    agreed = 0
    for path in sorted(p for p in arguments.folder.rglob("*") if p.is_file() and not p.name.startswith("UPSTREAM")):
        kind = media_type(path)
        try:
            article: Article = clean(Submission(body=path.read_bytes(), media_type=kind), Limits(), _NOW)
            fingerprint(article)
        except Rejected as why:
            refused[kind, why.code] += 1
            if arguments.each:
                print(f"{path.name[:44]:<45} refused: {why.code}")
            continue
        stated = {evidence.agency for evidence in detect(article)}
        taken[kind] += 1
        agencies.update([article.agency] if article.agency else [])
        credited.update(stated)
        agreed += article.agency in stated
        if arguments.each:
            said = audit(article, detect(article), {}).status.value
            print(
                f"{path.name[:44]:<45} {article.agency or '-':<16} {', '.join(sorted(stated)) or '-':<24} {said:<14} "
                f"{' '.join(article.text.split())[:60]}"
            )
    total = sum(taken.values()) + sum(refused.values())
    print(f"{total} documents: {sum(taken.values())} articles {dict(taken)}")
    for (kind, code), count in sorted(refused.items()):
        print(f"  refused: {count:3} × {kind}: {code}")
    print(f"wire of: {dict(agencies.most_common())}")
    print(f"credits stated: {dict(credited.most_common())}; by their own agency: {agreed}")


if __name__ == "__main__":
    main()
