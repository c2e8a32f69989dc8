"""Coverage-guided fuzzing of cleaning and fingerprinting: ``python -m tests.security.fuzz CORPUS -max_total_time=600``.

The first byte of an input says what the rest is submitted as. What must hold of every input is in `holds`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from copytaster.clean import Rejected, Submission
from copytaster.fingerprint import decode, encode
from copytaster.model import Article
from copytaster.settings import Settings

NOW = datetime(2026, 5, 20, tzinfo=UTC)
SETTINGS = Settings(min_words=1)
MEDIA = (
    "text/plain", "text/html", "application/vnd.iptc.ninjs+json", "application/vnd.iptc.g2.newsitem+xml",
    "application/nitf+xml", "application/rss+xml", "application/atom+xml", "application/xml",
)  # fmt: skip


def submission(data: bytes) -> Submission:
    kind, body = data[0] % (len(MEDIA) + 2), data[1:]
    if kind < len(MEDIA):
        return Submission(body=body, media_type=MEDIA[kind])
    text = body.decode("utf-8", "surrogateescape" if data[0] & 0x80 else "replace")
    if kind == len(MEDIA):
        return Submission(text=text, title=text[:80], byline=text[80:140], published_at=text[:30], language=text[:5])
    return Submission(html=text, url=text[:120], outlet=text[:40], agency=text[40:60], credit=text[60:100])


def holds(data: bytes) -> Article | None:
    """Cleaned, or refused with a reason: nothing else. Offsets are in order, apart, and inside the text."""
    from copytaster.pipeline import prepare

    if not data:
        return None
    try:
        article, fingerprint = prepare(submission(data), SETTINGS, NOW)
    except Rejected as rejected:
        told = rejected
    else:
        told = None
    if told is not None:
        assert told.status in (400, 413, 415, 422), told
        assert told.code, told
        assert told.detail, told
        return None
    assert article.text.strip(), "an empty success"
    article.text.encode()  # no half surrogates
    assert "\0" not in article.text
    last = 0
    for span in article.boilerplate:
        assert last <= span.start < span.end <= len(article.text), article.boilerplate
        last = span.end
    again = decode(encode(fingerprint))
    for channel in ("signature", "bands", "passages", "terms"):
        assert (getattr(again, channel) == getattr(fingerprint, channel)).all(), channel
    return article


def main() -> None:
    import atheris  # not among the dependencies: it has no wheels for some machines

    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    holds(b"\0Warm: tables and models are loaded before the clock runs.")
    atheris.Setup(sys.argv, lambda data: (holds(data), None)[1])
    atheris.Fuzz()


if __name__ == "__main__":
    import atheris

    with atheris.instrument_imports(include=["copytaster.clean", "copytaster.fingerprint", "copytaster.credit"]):
        for name in [name for name in sys.modules if name.startswith("copytaster")]:
            del sys.modules[name]  # imported above without counters
        import copytaster.pipeline
        from copytaster.clean import Rejected, Submission
        from copytaster.fingerprint import decode, encode

        assert copytaster.pipeline
    main()
