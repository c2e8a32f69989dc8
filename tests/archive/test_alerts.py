from __future__ import annotations

from dataclasses import replace

from copytaster.alerts import Alert
from copytaster.archive import Archive
from copytaster.model import PubStatus

from .make import NOW, accept, article, later

ALERT = Alert("r1", "uncredited", "draft-1", "Quay", "w", "Reuters", 0.9, "Quay took it.")


def ring(archive: Archive, alert: Alert = ALERT, sent: bool = False) -> bool:
    return archive.ring(alert, "label", sent, NOW)


def test_once_for_a_rule_an_article_and_a_publisher(archive: Archive) -> None:
    assert ring(archive)
    assert not ring(archive)
    assert not ring(archive, replace(ALERT, sentence="otherwise"))
    assert ring(archive, replace(ALERT, publisher="Gull"))
    assert ring(archive, replace(ALERT, publisher=None))
    assert not ring(archive, replace(ALERT, publisher=None))
    assert ring(archive, replace(ALERT, rule="r2"))
    assert ring(archive, replace(ALERT, article_id="draft-2"))
    assert len(archive.alerts()) == 5
    assert archive.alerts(1)[0].article_id == "draft-2"


def test_it_is_sent_until_it_is_done(archive: Archive) -> None:
    ring(archive)
    ring(archive, replace(ALERT, rule="r2"), sent=True)
    (alert,) = archive.unsent(NOW)
    archive.note_sent(alert.id, ["b", "a"], False, "slack: it did not arrive", later(60))
    assert archive.unsent(later(59)) == []
    (alert,) = archive.unsent(later(60))
    assert (alert.told, alert.tries, alert.error) == (("a", "b"), 1, "slack: it did not arrive")
    archive.note_sent(alert.id, ["a", "b", "c"], True, None, None)
    assert archive.unsent(later(600)) == []
    assert [(a.done, a.error) for a in archive.alerts()] == [(True, None), (True, None)]


def test_what_rang_for_an_article_goes_with_it(archive: Archive) -> None:
    gone, kept = article(), article()
    accept(archive, gone, kept)
    ring(archive, replace(ALERT, article_id=gone.id))
    ring(archive, replace(ALERT, article_id=kept.id, source_id=gone.id, publisher="Gull"))
    ring(archive, replace(ALERT, article_id=kept.id, source_id=None, publisher="Tern"))
    archive.delete(gone.id, NOW)
    assert [alert.publisher for alert in archive.alerts()] == ["Tern"]


def test_what_rang_for_an_article_under_embargo_is_not_told_before_its_end(archive: Archive) -> None:
    endless = article(status=PubStatus.WITHHELD)
    until = article(status=PubStatus.WITHHELD, embargoed_until=later(60))
    over = article(status=PubStatus.WITHHELD, embargoed_until=NOW)
    accept(archive, endless, until, over)
    for n, one in enumerate((endless, until, over)):
        assert ring(archive, replace(ALERT, rule=f"r{n}", article_id=one.id))
        assert ring(archive, replace(ALERT, rule=f"s{n}", article_id=f"draft-{n}", source_id=one.id))
    told = {alert.rule for alert in archive.alerts(visible_at=NOW)}
    assert told == {"r2", "s2"}
    assert len(archive.alerts()) == 6
