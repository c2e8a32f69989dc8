"""A folder that something drops files into: each becomes an article, or several, and moves to `done` or `failed`.

Promises
    * A file is taken when it has stayed as it is for a while; one whose name says that it is still written is left
      alone.
    * It moves after the service has committed what is in it, never before. Killed in between, it is submitted again,
      and known by its text. In `failed` a file beside it says why.
    * Nothing is read from, or written to, another place: folders are opened one by one without following links, and a
      file only if it is a plain one. A link is moved to `failed` as it is.
    * No file is read that is larger than the service takes.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import watchfiles

from copytaster.clean.formats import ninjs, sniff
from copytaster.clean.split import MAILBOX
from copytaster.runtime import clock
from workers.ingest.config import FolderSource
from workers.ingest.front import NDJSON, Document, Told
from workers.ingest.hand import Failed, Hand

DONE, FAILED = "done", "failed"
REASON = ".reason.txt"
MOST = 1_000
"""Files of one round."""
DEEPEST = 8
LONGEST = 255
"""Bytes of a name, whatever the letters."""
_UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".swp", "~", REASON)
_MANY = {".mbox": MAILBOX, ".ndjson": NDJSON, ".jsonl": NDJSON, ".json": NDJSON}
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Found(NamedTuple):
    """A file, and where it lies below the folder."""

    below: tuple[str, ...]
    name: str
    plain: bool

    @property
    def path(self) -> str:
        return "/".join((*self.below, self.name))


class FolderReader:
    """`look` is one round."""

    def __init__(self, source: FolderSource, home: Path) -> None:
        self._source = source
        self.path = home.absolute() / source.path

    def look(self, hand: Hand, cursor: dict[str, Any]) -> dict[str, Any]:
        """Raises `Failed`, `Away`, `Lost`, `Stopped`."""
        try:
            root = os.open(self.path, _FOLDER & ~os.O_NOFOLLOW)  # the operator may have set a link
        except OSError as error:
            raise Failed(f"the folder cannot be opened: {error.strerror}") from None
        try:
            waits = False
            for number, found in enumerate(walk(root, ())):
                if number == MOST:
                    break
                hand.go_on()
                waits |= not self._take(hand, root, found)
        finally:
            os.close(root)
        return {"waits": True} if waits else {}

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Until something changes in the folder, or `seconds` are over."""
        try:
            for _ in watchfiles.watch(
                self.path, stop_event=stop, rust_timeout=max(1, int(seconds * 1000)), yield_on_timeout=True,
                raise_interrupt=False, watch_filter=self._counts, step=200, debounce=1_000,
            ):  # fmt: skip
                return
        except (OSError, RuntimeError):  # it is not there, or this system cannot watch it
            stop.wait(seconds)

    def _counts(self, change: watchfiles.Change, path: str) -> bool:
        """Whether a change is one of files that come in, and not of ours."""
        changed = Path(path)
        below = changed.relative_to(self.path).parts if changed.is_relative_to(self.path) else (changed.name,)
        return bool(below) and below[0] not in (DONE, FAILED)

    def _take(self, hand: Hand, root: int, found: Found) -> bool:
        """False: it is still written."""
        with _opened(root, found.below) as folder:
            if folder is None:
                return True
            if not found.plain:
                self._fail(hand, root, folder, found, "", "it is a link or something else than a file")
                return True
            try:
                handle = os.open(found.name, _PLAIN, dir_fd=folder)
            except FileNotFoundError:
                return True
            except OSError as error:
                reason = "it is a link" if error.errno == errno.ELOOP else f"it cannot be read: {error.strerror}"
                self._fail(hand, root, folder, found, "", reason)
                return True
            with os.fdopen(handle, "rb") as file:
                state = os.fstat(handle)
                # Not the time that its writer gave it: of the change that this system saw.
                if abs(time.time() - state.st_ctime) < self._source.settle:
                    return False
                many = _is_many(found.name)
                most = hand.settings.max_batch_bytes if many else hand.settings.max_body_bytes
                body = file.read(most + 1) if state.st_size <= most and stat.S_ISREG(state.st_mode) else None
        with _opened(root, found.below) as folder:
            if folder is None:
                return True
            if body is None or len(body) > most:
                self._fail(hand, root, folder, found, "", f"it is longer than {most} bytes")
                return True
            self._submit(hand, root, folder, found, body)
        return True

    def _submit(self, hand: Hand, root: int, folder: int, found: Found, body: bytes) -> None:
        digest = hashlib.blake2b(body, digest_size=20).hexdigest()
        name = f"{found.path}\n{digest}"
        try:
            document, many = _document(found.name, body)
        except ValueError as error:
            self._fail(hand, root, folder, found, digest, str(error))
            return
        told = hand.offer_file(document, many)
        if not many and told[0].reason and told[0].reason.endswith("(several_items)"):
            told = hand.offer_file(document, True)
        wrong = [one.reason for one in told if one.reason]
        if wrong:
            taken = [one.article_id for one in told if one.article_id]
            self._fail(hand, root, folder, found, digest, "\n".join(wrong), taken)
            return
        _move(root, folder, found, DONE)
        for number, one in enumerate(told):
            hand.note(name if len(told) == 1 else f"{name}\n{number}", digest, found.path, one)

    def _fail(
        self, hand: Hand, root: int, folder: int, found: Found, digest: str, reason: str, taken: list[str] | None = None
    ) -> None:
        into = _move(root, folder, found, FAILED)
        said = f"{reason}\n"
        if taken:
            said += "Taken all the same: " + " ".join(taken) + "\n"
        if into is not None:
            _beside(root, found, into, said)
        hand.note(f"{found.path}\n{digest}", digest, found.path, Told(None, reason.splitlines()[0]))


def walk(folder: int, below: tuple[str, ...]) -> Iterator[Found]:
    """The files of a folder and of those below, without following links; by name."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        name = entry.name
        if name.startswith(".") or name.lower().endswith(_UNFINISHED) or (not below and name in (DONE, FAILED)):
            continue
        if entry.is_dir(follow_symlinks=False):
            if len(below) < DEEPEST:
                with _opened(folder, (name,)) as inner:
                    if inner is not None:
                        yield from walk(inner, (*below, name))
        else:
            yield Found(below, name, entry.is_file(follow_symlinks=False))


@contextlib.contextmanager
def _opened(root: int, below: tuple[str, ...], make: bool = False) -> Iterator[int | None]:
    """The folder below `root`, opened step by step; None: it is not there, or not a folder."""
    handle = os.dup(root)
    try:
        for name in below:
            if make:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(name, 0o700, dir_fd=handle)
            inner = os.open(name, _FOLDER, dir_fd=handle)
            os.close(handle)
            handle = inner
    except OSError:
        os.close(handle)
        yield None
        return
    try:
        yield handle
    finally:
        os.close(handle)


def _move(root: int, folder: int, found: Found, place: str) -> str | None:
    """Move a file into `done` or `failed`, over nothing that is there. Its name there; None: it was gone.

    Raises `Failed` when it cannot be moved: it would be taken again and again.
    """
    with _opened(root, (place, *found.below), make=True) as into:
        if into is None:
            raise Failed(f"there is no folder {place}, and none can be made")
        name, stamp = found.name, clock.now().strftime("%Y%m%dT%H%M%S%f")
        if _is_there(into, name) or _is_there(into, name + REASON):
            name = _short(f"{stamp}-{name}", LONGEST)
        try:
            os.rename(found.name, name, src_dir_fd=folder, dst_dir_fd=into)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Failed(f"a file cannot be moved to {place}: {error.strerror}") from None
        return name


def _is_there(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return False
    return True


def _beside(root: int, found: Found, name: str, text: str) -> None:
    with _opened(root, (FAILED, *found.below)) as folder, contextlib.suppress(OSError):
        if folder is not None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            said = _short(name, LONGEST - len(REASON)) + REASON
            with os.fdopen(os.open(said, flags, 0o600, dir_fd=folder), "w", encoding="utf-8") as file:
                file.write(text)


def _short(name: str, most: int) -> str:
    """As much of a name as so many bytes hold."""
    return os.fsencode(name)[:most].decode("utf-8", "ignore")


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _is_many(name: str) -> bool:
    return _suffix(name) in _MANY


def _document(name: str, body: bytes) -> tuple[Document, bool]:
    """What to submit, and whether as a batch. Raises ValueError for JSON that is none."""
    suffix = _suffix(name)
    if suffix == ".json":
        return _lines(body)
    if suffix in _MANY:
        return Document(body, _MANY[suffix]), True
    return Document(body, sniff.media_type_of(name)), False


def _lines(body: bytes) -> tuple[Document, bool]:
    """JSON as lines of a batch: one object, or several; what is ninjs the service sees by its names."""
    try:
        value = json.loads(body)
        several = value if isinstance(value, list) else [value]
        if isinstance(value, dict) and ninjs.looks_like(value) and isinstance(value.get("item"), list):
            several = value["item"]
        lines = [json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass") for item in several]
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON that can be read") from None
    return Document(b"\n".join(lines), NDJSON), True
