"""How fast and how large the pages of an agency and an outlet are, and their usage by program, with very many uses.

    python -m bench.uses
    python -m bench.uses --uses 2000 --outlets 40

An archive in SQLite is filled with wires of one agency, and with articles of many outlets that took from them, by way
of the tables: nothing is checked. Figures are those of `bench.pages`. Each address is asked for over and over, so all
but the first answer, `first`, may come from counts that are kept. Programs ask page by page for as much as they like:
only the pages are held to a size.
"""

from __future__ import annotations

import statistics
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from bench.pages import BAR_BYTES, BAR_MS, asked
from copytaster.archive import Archive
from copytaster.archive.schema import articles, outbox, relations, standing
from copytaster.index.memory import MemoryIndex
from copytaster.model import CreditStatus, Derivation, Direction, RelationKind, Status
from copytaster.settings import Settings
from service import create_app

AGENCY = "Reuters"
START = datetime(2026, 1, 1, tzinfo=UTC)


def fill(archive: Archive, uses: int, outlets: int) -> None:
    """A wire for ten uses, a year long."""
    wires = max(1, uses // 10)
    rows = [_article(n + 1, START + timedelta(days=365 * n / wires), agency=AGENCY) for n in range(wires)]
    rows += [
        _article(
            wires + n + 1, START + timedelta(days=365 * (n // 10) / wires, hours=1 + n % 10),
            outlet=f"Outlet {n % outlets}",
        )
        for n in range(uses)
    ]  # fmt: skip
    made_from = [
        {"article": wires + n + 1, "source": n // 10 % wires + 1, "relation": RelationKind.COPY.value, "score": 0.9,
         "direction": Direction.FROM_SOURCE.value, "derived": True, "tied": True, "share": 0.7, "characters": 900}
        for n in range(uses)
    ]  # fmt: skip
    with archive.engine.begin() as connection:
        connection.execute(sa.insert(articles), rows)
        connection.execute(sa.insert(outbox), [_waits(row["seq"]) for row in rows])
        connection.execute(sa.insert(standing), [_stands(row["seq"], wires) for row in rows])
        connection.execute(sa.insert(relations), made_from)


def _article(seq: int, at: datetime, agency: str | None = None, outlet: str | None = None) -> dict[str, Any]:
    return {"seq": seq, "id": f"{seq:0>32}", "text": "Some words.", "title": f"Port workers end their strike ({seq})",
            "agency": agency, "outlet": outlet, "known_at": at, "accepted_at": at, "published_at": at,
            "language": "en", "boilerplate": (), "notes": ()}  # fmt: skip


def _waits(seq: int) -> dict[str, Any]:
    return {"seq": seq, "status": Status.CHECKED.value, "fence": 1, "tries": 1, "checks": 1, "queued_at": START}


def _stands(seq: int, wires: int) -> dict[str, Any]:
    taken = seq > wires
    return {"seq": seq, "revision": 1, "verdict_revision": 1, "outdated": 0,
            "derivation": (Derivation.WHOLLY if taken else Derivation.NOT).value,
            "credit_status": (CreditStatus.CREDITED if seq % 3 else CreditStatus.UNCREDITED).value if taken else None,
            "named": AGENCY if taken and seq % 3 else None}  # fmt: skip


@click.command(help=(__doc__ or "").replace("    python", "\b\n    python", 1))
@click.option("--uses", default=20_000, show_default=True)
@click.option("--outlets", default=400, show_default=True)
@click.option("--rounds", default=15, show_default=True)
def main(uses: int, outlets: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        archive = Archive.open(settings.archive_url)
        archive.migrate()
        fill(archive, uses, outlets)
        client = create_app(settings, archive=archive, index=MemoryIndex()).test_client()
        asked(client, "/agencies/Nobody")  # templates are compiled once a process
        click.echo(f"{'page':<44}{'first ms':>9}{'ms':>8}{'CPU ms':>8}{'KB':>8}{'within':>8}")
        for address in (
            f"/agencies/{AGENCY}", f"/agencies/{AGENCY}?since=2026-06-01&until=2026-06-30", "/outlets/Outlet%207",
            f"/agencies/{AGENCY}?source_id={1:0>32}", f"/api/v1/agencies/{AGENCY}/usage",
            f"/api/v1/agencies/{AGENCY}/usage?cursor=10000", "/api/v1/outlets/Outlet%207/usage?side=taken",
            f"/articles/{1:0>32}",
        ):  # fmt: skip
            found = [asked(client, address) for _ in range(rounds)]
            wall = statistics.median(one.wall for one in found)
            size = statistics.median(one.size for one in found)
            within = "yes" if wall < BAR_MS and (size < BAR_BYTES or address.startswith("/api")) else "NO"
            click.echo(
                f"{address[:43]:<44}{found[0].wall:>9.1f}{wall:>8.1f}"
                f"{statistics.median(one.cpu for one in found):>8.1f}{size / 1000:>8.1f}{within:>8}"
            )
        archive.close()


if __name__ == "__main__":
    main()
