"""`sources.toml`: what is wrong with it is said in one line, and no secret is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from copytaster.commands.main import main
from copytaster.settings import SettingError, Settings
from tests.ingest.conftest import Newsroom
from tests.ingest.web import Site, rss, story
from workers.ingest.config import FeedSource, sources
from workers.ingest.fetch import NotFetched, address_of
from workers.ingest.front import Front

WHOLE = """
[[feed]]
url = "https://example.org/world.xml?token=t0psecret"
agency = "AFP"
every = "5m"
follow_links = true
[[folder]]
path = "incoming/ntb"
agency = "NTB"
[[mailbox]]
server = "imaps://mail.example.org"
user = "wires"
password_file = "imap.secret"
outlet = "Lindholm Post"
"""


def read(home: Path, text: str) -> tuple[object, ...]:
    (home / "sources.toml").write_text(text)
    return sources(Settings(home=home))


def test_what_the_file_says(tmp_path: Path) -> None:
    assert sources(Settings(home=tmp_path)) == ()
    feed, folder, mailbox = read(tmp_path, WHOLE)
    assert isinstance(feed, FeedSource)
    assert (feed.every, feed.follow_links, feed.allow_private, feed.metadata) == (300.0, True, False, {"agency": "AFP"})
    assert feed.label == "https://example.org/world.xml"
    assert len({feed.id, folder.id, mailbox.id}) == 3  # type: ignore[attr-defined]
    assert mailbox.metadata == {"outlet": "Lindholm Post"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[feed", "Expected"),
        ("[[feeds]]\nurl = 'https://example.org'", "Extra inputs"),
        ("[[feed]]\nurl = 'file:///etc/passwd'", "[[feed]], number 1, url: not an http or https address"),
        ("[[feed]]\nurl = 'https://u:t0psecret@example.org/'", "has a user or a password"),
        ("[[feed]]\nurl = 'https://example.org/'\nevery = 'often'", "not a time such as"),
        ("[[feed]]\nurl = 'https://example.org/'\nevery = '0s'", "greater than or equal to 1"),
        ("[[feed]]\nurl = 'https://example.org/'\npassword = 't0psecret'", "password: Extra inputs"),
        ("[[folder]]\npath = '../../etc'", ".. in it"),
        ("[[folder]]\npath = 'a'\n[[folder]]\npath = 'a'", "stands in it twice"),
        ("[[mailbox]]\nserver = 'mail.example.org'\nuser = 'x'\npassword_file = 'y'", "not an address such as imaps:"),
        ("[[mailbox]]\nserver = 'imaps://mail.example.org'\nuser = 'x'", "password_file: Field required"),
    ],
)
def test_what_cannot_be_used(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingError) as failed:
        read(tmp_path, text)
    assert said in str(failed.value)
    assert "\n" not in str(failed.value)
    assert "t0psecret" not in str(failed.value)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "https:///x", "https://u@example.org/", "https://example.org:99999/", "//example.org/x",
     "https://exa mple.org/", "javascript:alert(1)", ""],
)  # fmt: skip
def test_no_address_of_the_web(url: str) -> None:
    with pytest.raises(NotFetched):
        address_of(url, True)


def test_an_address_is_asked_as_it_may_be_written() -> None:
    found = address_of("https://bücher.example/ä b?q=ü&x=1#part", False)
    assert (found.host, found.port, found.path) == ("xn--bcher-kva.example", 443, "/%C3%A4%20b?q=%C3%BC&x=1")


def test_the_key_of_the_service_comes_from_a_file(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="INGEST_KEY"):
        Front(Settings(home=tmp_path, ingest_key=tmp_path / "none"))
    (tmp_path / "key").write_text("ct_abc_def\n")
    assert "ct_abc" not in repr(Front(Settings(home=tmp_path, ingest_key=tmp_path / "key")))
    with pytest.raises(SettingError, match="SERVICE_URL"):
        Front(Settings(home=tmp_path, service_url="file:///etc/passwd"))


def test_check_and_list_take_nothing(newsroom: Newsroom, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYTASTER_HOME", str(newsroom.home))
    (newsroom.home / "in").mkdir()
    (newsroom.home / "in/a.txt").write_text(story(1))
    good, bad = site.put("/wire.xml", rss(("a", story(1)), ("b", story(2)))), f"{site.url}/none.xml"
    newsroom.configure(
        "".join(f'[[feed]]\nurl = "{url}"\nallow_private = true\n' for url in (good, bad)) + '[[folder]]\npath = "in"\n'
    )
    done = CliRunner().invoke(main, ["sources", "check"])
    assert done.exit_code == 1
    lines = [line.split("  ")[-1] for line in done.output.splitlines()]
    assert lines == ["2 items", "answered 404", "1 file waits"]
    assert (newsroom.articles, newsroom.archive.sources()) == ([], [])
    assert (newsroom.home / "in/a.txt").exists()
    newsroom.look(0)
    newsroom.look(1)
    listed = CliRunner().invoke(main, ["sources", "list"]).output
    assert "2 taken, 0 refused" in listed
    assert "the last: answered 404" in listed
    assert "new: not read yet" in listed
    (one, _) = newsroom.archive.sources()
    assert CliRunner().invoke(main, ["sources", "forget", one.source]).exit_code == 0
    assert CliRunner().invoke(main, ["sources", "forget", one.source]).exit_code == 1
