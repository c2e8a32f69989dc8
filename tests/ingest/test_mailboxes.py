"""Mailboxes: each mail once, from a real IMAP server, and nothing in it is changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ingest.conftest import Newsroom
from tests.ingest.imap import PASSWORD, USER, Imap, imap
from tests.ingest.web import story
from workers.ingest import mailboxes

pytestmark = pytest.mark.slow
MAILBOX = '[[mailbox]]\nserver = "{server}"\nuser = "{user}"\npassword_file = "imap.secret"\nagency = "TT"\n'


@pytest.fixture
def server() -> Iterator[Imap]:
    with imap() as running:
        yield running


def configure(newsroom: Newsroom, server: Imap, password: str = PASSWORD, more: str = "allow_private = true\n") -> None:
    (newsroom.home / "imap.secret").write_text(password + "\n")
    newsroom.configure(MAILBOX.format(server=server.server, user=USER) + more)


def test_each_mail_once_across_a_restart(newsroom: Newsroom, server: Imap) -> None:
    server.put("one", story(1))
    server.put("two", story(2))
    configure(newsroom, server)
    assert newsroom.look() == 60
    newsroom.restart()
    newsroom.look()
    server.put("three", story(3))
    newsroom.look()
    assert [row.article.title for row in newsroom.articles] == ["one", "two", "three"]
    assert {row.article.agency for row in newsroom.articles} == {"TT"}
    assert newsroom.source.taken == 3
    assert not any(b"Seen" in line for line in server.flags())


def test_many_mails_are_read_in_rounds_and_what_is_refused_is_told(
    newsroom: Newsroom, server: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "BATCH", 2)
    for n in range(3):
        server.put(f"mail {n}", story(n))
    server.put("empty", "Hm.")
    server.put("long", "word " * 60_000)
    configure(newsroom, server)
    assert newsroom.look() == 0.0
    assert newsroom.look() == 0.0
    assert newsroom.look() == 60
    assert len(newsroom.articles) == 3
    long, empty = newsroom.archive.not_taken()
    assert (empty.label, long.reason) == ("empty", "it is longer than 200000 bytes")
    assert "min_words" in str(empty.reason)
    assert newsroom.source.refused == 2


def test_a_wrong_password_and_an_address_inside(newsroom: Newsroom, server: Imap) -> None:
    configure(newsroom, server, password="wrong")
    newsroom.look()
    assert newsroom.source.error == "the server refuses the user or the password"
    configure(newsroom, server)
    assert "wrong" not in str(newsroom.source)
    newsroom.look()
    assert newsroom.source.error is None


def test_an_address_inside_needs_leave(newsroom: Newsroom, server: Imap) -> None:
    (newsroom.home / "imap.secret").write_text(PASSWORD)
    text = MAILBOX.format(server=server.server.replace("imap:", "imaps:"), user=USER)
    newsroom.configure(text)
    newsroom.look()
    assert "allow_private" in str(newsroom.source.error)
