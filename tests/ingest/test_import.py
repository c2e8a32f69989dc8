"""`copytaster import`: every kind of bundle, from a real file into a real service; it goes on where it stopped."""

from __future__ import annotations

import gzip
import io
import json
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from copytaster.commands import submit
from copytaster.commands.main import main
from tests.ingest.conftest import Newsroom
from tests.ingest.web import page, story
from workers.ingest import bundles

WXR = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Lindholm Post</title><link>https://post.example</link><wp:author><wp:author_id>1</wp:author_id></wp:author>
{items}</channel></rss>"""
ITEM = """<item><title>Post {n}</title><link>https://post.example/{n}</link><guid>https://post.example/?p={n}</guid>
<content:encoded><![CDATA[{html}]]></content:encoded><wp:status>{status}</wp:status><wp:post_type>post</wp:post_type></item>
"""


def run(newsroom: Newsroom, path: Path, *options: str) -> Result:
    variables = {"COPYTASTER_HOME": str(newsroom.home), "COPYTASTER_MAX_BODY_BYTES": "200000"}
    command = ["import", str(path), "--url", newsroom.settings.service_url, *options]
    return CliRunner().invoke(main, command, env=variables)


def wxr(path: Path, *statuses: str) -> Path:
    items = "".join(ITEM.format(n=n, html=page(story(n)).decode(), status=status) for n, status in enumerate(statuses))
    path.write_text(WXR.format(items=items))
    return path


def test_an_export_of_wordpress(newsroom: Newsroom, tmp_path: Path) -> None:
    done = run(newsroom, wxr(tmp_path / "export.xml", "publish", "publish", "draft"))
    assert "2 accepted, 0 known already, 1 refused" in done.output
    assert "item 3: this post is not published" in done.output
    assert {row.article.title for row in newsroom.articles} == {"Post 0", "Post 1"}
    assert {row.article.outlet for row in newsroom.articles} == {"Lindholm Post"}
    assert "0 accepted, 2 known already" in run(newsroom, tmp_path / "export.xml").output


def test_a_mailbox_and_what_is_said_of_all(newsroom: Newsroom, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "wires.mbox")
    for n in range(3):
        mail = EmailMessage()
        mail["From"], mail["Subject"] = "desk@wire.example", f"Strike {n}"
        mail.set_content(f"{story(n)}\n\nFrom the harbour there was no word, said the {n} others of the port.\n")
        box.add(mail)
    box.close()
    done = run(newsroom, tmp_path / "wires.mbox", "--agency", "TT")
    assert done.exit_code == 0, done.output
    assert {(row.article.title, row.article.agency) for row in newsroom.articles} == {
        (f"Strike {n}", "TT") for n in range(3)
    }
    assert all("\nFrom the harbour" in row.article.text for row in newsroom.articles)


@pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")  # of the writer
def test_an_archive_of_the_web(newsroom: Newsroom, tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for n, (status, kind) in enumerate((("200 OK", "text/html; charset=utf-8"), ("404 Not Found", "text/html"),
                                            ("200 OK", "image/png"), ("200 OK", "text/html"))):  # fmt: skip
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"https://post.example/{n}", "response", payload=io.BytesIO(page(story(n))), http_headers=headers
                )
            )
    done = run(newsroom, path, "--outlet", "Lindholm Post")
    assert done.exit_code == 0, done.output
    assert {(row.article.url, row.article.outlet) for row in newsroom.articles} == {
        (f"https://post.example/{n}", "Lindholm Post") for n in (0, 3)
    }
    path.write_bytes(path.read_bytes()[:-60])
    cut = run(newsroom, path, "--outlet", "Lindholm Post")
    assert "1 known already, 1 refused" in cut.output
    assert len(newsroom.articles) == 2


def test_a_folder_of_everything_without_its_links(newsroom: Newsroom, tmp_path: Path) -> None:
    folder, outside = tmp_path / "old", tmp_path / "outside.txt"
    (folder / "1999").mkdir(parents=True)
    outside.write_text(story(9))
    (folder / "a.txt").write_text(story(1))
    (folder / "1999/b.html").write_bytes(page(story(2)))
    (folder / "c.json").write_text(json.dumps({"text": story(3), "title": "Three"}, indent=2))
    (folder / "d.json").write_text("".join(json.dumps({"text": story(n)}) + "\n" for n in (4, 5)))
    (folder / "e.ndjson.gz").write_bytes(gzip.compress(json.dumps({"text": story(6)}).encode()))
    (folder / "f.txt").symlink_to(outside)
    (folder / "g.txt").write_text(story(1) * 2_000)
    done = run(newsroom, folder, "--agency", "NTB")
    assert "6 accepted, 0 known already, 1 refused" in done.output
    assert "g.txt: it is too large" in done.output
    assert {row.article.agency for row in newsroom.articles} == {"NTB"}
    assert not any("ballot 9" in row.article.text for row in newsroom.articles)


def test_it_goes_on_where_it_stopped(newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = wxr(tmp_path / "export.xml", *["publish"] * 12)
    monkeypatch.setattr(submit, "SAVE", 0.0)
    real, sent = submit._sent, []

    def until_the_eighth(piece: bundles.Piece, *rest: object) -> submit.Submitted:
        sent.append(piece.label)
        if piece.label == "item 8":
            raise ConnectionError("the service does not answer")
        return real(piece, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(submit, "_sent", until_the_eighth)
        assert "does not answer" in run(newsroom, path).output
    assert 7 <= len(newsroom.articles) < 12
    monkeypatch.setattr(submit, "_sent", lambda piece, *rest: (sent.append(piece.label), real(piece, *rest))[1])
    sent.clear()
    done = run(newsroom, path)
    assert done.exit_code == 0, done.output
    assert "goes on behind the first 7 pieces" in done.output
    assert sorted(sent) == sorted(f"item {n}" for n in range(8, 13))
    assert len(newsroom.articles) == 12
    sent.clear()
    assert "12 known already" in run(newsroom, path).output  # whole: the next time begins anew


def test_a_broken_export_keeps_what_stands_before(newsroom: Newsroom, tmp_path: Path) -> None:
    path = wxr(tmp_path / "export.xml", "publish", "publish")
    path.write_text(path.read_text()[:-60])
    done = run(newsroom, path)
    assert done.exit_code == 1
    assert "not well-formed" in done.output
    assert len(newsroom.articles) >= 1


def test_no_entity_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("t0psecret")
    path = tmp_path / "export.xml"
    text = WXR.format(items="<item><title>&x;</title><description>&x; and more</description></item>")
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    path.write_text(text.replace('<?xml version="1.0"?>', head))
    found = list(bundles.pieces(path, 100_000))
    assert not any(piece.document and b"t0psecret" in piece.document.body for piece in found)


def test_a_mailbox_of_one_endless_line_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.mbox"
    with path.open("wb") as file:
        file.write(b"From x\n")
        for _ in range(50):
            file.write(b"y" * 1_000_000)
    (piece,) = bundles.pieces(path, 200_000)
    assert piece.document is None
