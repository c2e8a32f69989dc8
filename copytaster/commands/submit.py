"""`copytaster import`: what holds many articles, for a running service; it goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import click

from copytaster.commands.options import PATIENCE, key_option, settings_here, url_option

if TYPE_CHECKING:
    from copytaster.client import Client
    from workers.ingest.bundles import Piece

Say = Callable[[str], None]

AT_ONCE = 4
"""Requests at a time: a service cleans in two processes unless it is set otherwise."""
SAVE = 1.0
"""Seconds after which it is written down how far it came."""


@dataclass(slots=True)
class Submitted:
    """How many articles were accepted, known already, or refused."""

    accepted: int = 0
    known: int = 0
    refused: int = 0


@click.command("import")
@click.argument("file", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option("--agency", help="The agency of all its articles.")
@click.option("--outlet", help="The outlet of all its articles.")
@click.option("--language", help="The language of all its articles.")
@click.option("--again", is_flag=True, help="Begin at the beginning, whatever was submitted before.")
@url_option
@key_option
def import_(
    file: Path, agency: str | None, outlet: str | None, language: str | None, again: bool, url: str, key: str | None
) -> None:
    """Submit the articles of FILE to a running service: NDJSON (- reads it from standard input), a mailbox (.mbox), an
    export of WordPress (WXR, .xml), an archive of the web (.warc, .warc.gz), a document, or a folder of such files.

    Stopped, it goes on where it was; what was submitted twice is one article all the same.
    """
    from copytaster.client import Client
    from workers.ingest import bundles

    given = {"agency": agency, "outlet": outlet, "language": language}
    said = {name: value for name, value in given.items() if value}
    most, client = settings_here().max_body_bytes, Client(url, key, patience=PATIENCE)
    if str(file) == "-":
        result = send(bundles.lines(sys.stdin.buffer, most), client, _tell, said)
    else:
        mark = _Mark(file, said, url)
        if again:
            mark.forget()
        size = bundles.length(file)
        with click.progressbar(length=size, label=file.name, file=sys.stderr, update_min_steps=size // 500) as bar:

            def done(piece: Piece) -> None:
                mark.done()
                bar.update(max(0, min(size, piece.at) - bar.pos))

            result = send(bundles.pieces(file, most), client, _tell, said, mark.passed, done)
            bar.update(size - bar.pos)
        mark.forget()
    click.echo(f"{result.accepted} accepted, {result.known} known already, {result.refused} refused")
    sys.exit(1 if result.refused else 0)


def _tell(text: str) -> None:
    click.echo(text, err=True)


class _Mark:
    """How far a file was submitted, kept in the home until it is whole."""

    def __init__(self, file: Path, said: Mapping[str, str], url: str) -> None:
        state = file.stat()
        what = [str(file.resolve()), state.st_size, state.st_mtime_ns, sorted(said.items()), url]
        name = hashlib.blake2b(json.dumps(what).encode(), digest_size=10).hexdigest()
        self._path = settings_here().home / "imports" / name
        self._saved = 0.0
        try:
            self.passed = int(self._path.read_text())
        except (OSError, ValueError):
            self.passed = 0
        self._count = self.passed
        if self.passed:
            click.echo(f"{file.name}: goes on behind the first {self.passed} pieces", err=True)

    def done(self) -> None:
        """One piece more was submitted, as all before it."""
        self._count += 1
        if time.monotonic() - self._saved > SAVE:
            self._saved = time.monotonic()
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = self._path.with_suffix(".new")
            beside.write_text(str(self._count))
            os.replace(beside, self._path)

    def forget(self) -> None:
        """Begin anew next time."""
        self.passed = self._count = 0
        self._path.unlink(missing_ok=True)


def submit(lines: Iterable[bytes], url: str, key: str | None, say: Say) -> Submitted:
    """Submit NDJSON in batches. Lines that are refused are said with their number and the reason."""
    from copytaster.client import Client
    from workers.ingest import bundles

    return send(bundles.lines(lines, settings_here().max_body_bytes), Client(url, key, patience=PATIENCE), say, {})


def send(
    pieces: Iterable[Piece], client: Client, say: Say, said: Mapping[str, str], passed: int = 0,
    done: Callable[[Piece], None] = lambda piece: None,
) -> Submitted:  # fmt: skip
    """Submit pieces, some at a time; the first `passed` were submitted before. `done` is told of each, in order.

    Raises `Problem` when the service lets nobody in, ConnectionError when it does not answer for too long.
    """
    result = Submitted()
    with ThreadPoolExecutor(AT_ONCE, "import") as pool:
        running: deque[tuple[Piece, Future[Submitted]]] = deque()

        def collect() -> None:
            piece, future = running.popleft()
            found = future.result()
            result.accepted += found.accepted
            result.known += found.known
            result.refused += found.refused
            done(piece)

        try:
            for number, piece in enumerate(pieces):
                if number < passed:
                    continue
                if len(running) >= AT_ONCE:
                    collect()
                running.append((piece, pool.submit(_sent, piece, client, say, said)))
            while running:
                collect()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return result


def _sent(piece: Piece, client: Client, say: Say, said: Mapping[str, str]) -> Submitted:
    from copytaster.client import Problem
    from workers.ingest.front import saying

    if piece.document is None:
        say(f"{piece.label}: it is too large, or broken")
        return Submitted(refused=1)
    if piece.many:
        return _batch(piece, client, say, said)
    try:
        document = saying(piece.document, said)
        query = f"?{urlencode(document.metadata)}" if document.metadata else ""
        status, _ = client.exchange("POST", f"/api/v1/articles{query}", document.body, document.media_type)
    except ValueError as error:
        say(f"{piece.label}: {error}")
        return Submitted(refused=1)
    except Problem as refused:
        if refused.status in (401, 403):
            raise
        say(f"{piece.label}: {refused.detail}")
        return Submitted(refused=1)
    return Submitted(accepted=int(status == 202), known=int(status == 200))


def _batch(piece: Piece, client: Client, say: Say, said: Mapping[str, str]) -> Submitted:
    assert piece.document is not None
    path = "/api/v1/articles/batch" + (f"?{urlencode(said)}" if said else "")
    result = Submitted()
    rows = enumerate(piece.document.body.split(b"\n"), piece.first)
    waiting = [(number, line) for number, line in rows if line]
    while waiting:
        body = b"\n".join(line for _, line in waiting)
        answers: list[dict[str, Any]] = client.exchange("POST", path, body, piece.document.media_type)[1]
        again = []
        for (number, line), answer in zip(waiting, answers, strict=True):
            match answer["status_code"]:
                case 202:
                    result.accepted += 1
                case 200:
                    result.known += 1
                case 429 | 503:
                    again.append((number, line))
                case _:
                    result.refused += 1
                    say(f"line {number}: {answer['problem'].get('detail') or answer['problem']['title']}")
        if again:
            time.sleep(1.0)
        waiting = again
    return result
