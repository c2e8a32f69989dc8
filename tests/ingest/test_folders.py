"""Folders: every file ends in `done` or in `failed`, and nothing outside is touched."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from tests.ingest.conftest import Newsroom
from tests.ingest.web import page, rss, story

FOLDER = '[[folder]]\npath = "incoming/ntb"\nagency = "NTB"\nsettle = "1s"\n'


@pytest.fixture
def folder(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files in it are as old as they must be."""
    made = newsroom.home / "incoming/ntb"
    made.mkdir(parents=True)
    newsroom.configure(FOLDER)
    real = time.time
    monkeypatch.setattr("workers.ingest.folders.time.time", lambda: real() + 60)
    return made


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def test_files_become_articles_and_move(newsroom: Newsroom, folder: Path) -> None:
    (folder / "a.txt").write_text(story(1))
    (folder / "b.html").write_bytes(page(story(2)))
    (folder / "later").mkdir()
    (folder / "later/c.json").write_text(json.dumps({"text": story(3), "title": "Three"}, indent=1))
    (folder / "d.xml").write_bytes(rss(("d1", story(4)), ("d2", story(5))))
    (folder / "e.txt.part").write_text("half a sto")
    (folder / ".hidden").write_text("x")
    newsroom.look()
    assert len(newsroom.articles) == 5
    assert {row.article.agency for row in newsroom.articles} == {"NTB"}
    assert names(folder) == [".hidden", "done/a.txt", "done/b.html", "done/d.xml", "done/later/c.json", "e.txt.part"]
    assert newsroom.source.taken == 5


def test_a_file_that_is_still_written_is_left_alone(
    newsroom: Newsroom, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").write_text(story(1))
    written = (folder / "a.txt").stat().st_ctime
    monkeypatch.setattr("workers.ingest.folders.time.time", lambda: written + 0.9)
    assert newsroom.look() == 1.0  # and looked at again as soon as it may have settled
    assert names(folder) == ["a.txt"]
    monkeypatch.setattr("workers.ingest.folders.time.time", lambda: written + 1.1)
    newsroom.look()
    assert names(folder) == ["done/a.txt"]


def test_what_cannot_be_taken_moves_with_the_reason_beside_it(newsroom: Newsroom, folder: Path) -> None:
    (folder / "short.txt").write_text("Too short.")
    (folder / "broken.json").write_text("{")
    (folder / "large.txt").write_text(story(1) * 1_000)
    (folder / "mixed.xml").write_bytes(rss(("good", story(6)), ("bad", "Too short.")))
    (folder / "picture.pdf").write_bytes(os.urandom(3_000))
    newsroom.look()
    assert [name for name in names(folder) if not name.startswith("failed/")] == []
    reasons = {name: (folder / "failed" / f"{name}.reason.txt").read_text() for name in (
        "short.txt", "broken.json", "large.txt", "mixed.xml", "picture.pdf")}  # fmt: skip
    assert "min_words" in reasons["short.txt"]
    assert "no JSON" in reasons["broken.json"]
    assert "longer than 200000 bytes" in reasons["large.txt"]
    assert "item 2" in reasons["mixed.xml"]
    (good,) = newsroom.articles
    assert f"Taken all the same: {good.article.id}" in reasons["mixed.xml"]
    assert all(text.endswith("\n") for text in reasons.values())
    assert (newsroom.source.taken, newsroom.source.refused) == (0, 5)


def test_the_same_file_again_is_the_same_article_and_loses_nothing(newsroom: Newsroom, folder: Path) -> None:
    for _ in range(2):
        (folder / "a.txt").write_text(story(1))
        newsroom.look()
    (folder / "a.txt").write_text(story(2))
    newsroom.look()
    assert len(newsroom.articles) == 2
    assert len(names(folder)) == 3
    assert {(folder / name).read_text() for name in names(folder)} == {story(1), story(2)}


def test_killed_before_the_file_has_moved(newsroom: Newsroom, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.txt").write_text(story(1))

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("workers.ingest.folders._move", killed)
        with pytest.raises(Killed):
            newsroom.look()
    assert len(newsroom.articles) == 1
    assert names(folder) == ["a.txt"]
    newsroom.restart()
    newsroom.look()
    assert len(newsroom.articles) == 1
    assert names(folder) == ["done/a.txt"]


def test_links_lead_nowhere(newsroom: Newsroom, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(story(9))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.txt").write_text(story(8))
    (folder / "a.txt").symlink_to(secret)
    (folder / "sub").symlink_to(outside)
    os.mkfifo(folder / "pipe.txt")
    newsroom.look()
    assert newsroom.articles == []
    assert secret.read_text() == story(9)
    assert (outside / "x.txt").exists()
    assert (folder / "failed/a.txt").is_symlink()
    assert "link" in (folder / "failed/a.txt.reason.txt").read_text()
    assert (folder / "failed/sub").is_symlink()


def test_a_planted_done_leads_nowhere(newsroom: Newsroom, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / "done").symlink_to(outside)
    (folder / "a.txt").write_text(story(1))
    newsroom.look()
    assert list(outside.iterdir()) == []
    assert (folder / "a.txt").exists()
    assert "no folder done" in str(newsroom.source.error)
    (folder / "done").unlink()
    newsroom.look()
    assert len(newsroom.articles) == 1
    assert names(folder) == ["done/a.txt"]


def test_a_folder_that_is_not_there(newsroom: Newsroom) -> None:
    newsroom.configure(FOLDER)
    newsroom.look()
    assert newsroom.source.error == "the folder cannot be opened: No such file or directory"


@pytest.mark.parametrize("letter", ["a", "й"])
def test_names_as_long_as_names_may_be(newsroom: Newsroom, folder: Path, letter: str) -> None:
    """A name that is there already is given a longer one. One that could not be would stop all behind it, each time."""
    name = letter * (251 // len(letter.encode())) + ".txt"
    for text in (story(1), story(2), "Too short.", "Too short."):
        (folder / name).write_text(text)
        (folder / "я.txt").write_text(story(len(text)))
        newsroom.look()
    assert newsroom.source.error is None
    assert [path for path in names(folder) if not path.startswith(("done/", "failed/"))] == []
    reasons = [path for path in names(folder) if path.endswith(".reason.txt")]
    assert len(reasons) == 2
    assert all("too_few_words" in (folder / path).read_text() for path in reasons)
