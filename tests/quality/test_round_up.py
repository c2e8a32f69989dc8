"""A round-up has shortened pieces of its outlet's own stories, and is a version of none; a story that grows is one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.quality.library import Library

LOCK = """The harbour board of Lindholm voted on Tuesday to close the upper lock until spring. Its chairwoman, Ada \
Brenneke, said that the gates leaked so badly that divers could no longer work behind them.

Fishing crews said they had been given no time to move their boats out of the basin. "We heard it on the radio," said \
Olaf Rasmus, who owns two trawlers.

The repair will cost 4.2 million crowns, of which the county pays a third. The board had put it off three times since \
2019. The lock was built in 1911 and handles 900 boats a year."""
BUS = """A bus driver from Ostby who steered his burning bus away from a school was given the county's medal on \
Wednesday. Henrik Solvang, 58, carried eleven pupils out before the tank caught fire.

"Anybody would have done it," he said in the town hall, where three hundred people stood up for him. The fire started \
in the engine on a hill above the school in March.

The bus company has since checked all its forty buses and replaced fuel lines in nine of them. The prosecutor closed \
the case in August without charges."""
CHEESE = """The cheese factory in Vik will hire sixty people next year to meet demand from Japan, its director Marit \
Eide said on Thursday. A second hall of 3,000 square metres is to open in May.

The factory makes nine tonnes of brown cheese a day and sells half of it abroad. Two years ago it nearly closed when a \
contract with a supermarket chain ran out.

The municipality has promised a new road to the site. The union welcomed the plan but asked for permanent contracts \
instead of seasonal ones."""
CUT = """The harbour board of Lindholm voted on Tuesday to close the upper lock until spring. The gates leaked so \
badly that divers could no longer work behind them, Ada Brenneke said. The repair will cost 4.2 million crowns, of \
which the county pays a third.

A bus driver from Ostby who steered his burning bus away from a school was given the county's medal on Wednesday. \
Henrik Solvang, 58, carried eleven pupils out before the tank caught fire. The fire started in the engine on a hill \
above the school in March.

The cheese factory in Vik will hire sixty people next year to meet demand from Japan. A second hall of 3,000 square \
metres is to open in May. The factory makes nine tonnes of brown cheese a day and sells half of it abroad."""
RETOLD = """The upper lock at Lindholm stays shut until spring because of leaking gates; the board decided so on \
Tuesday. Repairing it costs 4.2 million crowns, a third of it paid by the county. Crews complained that nobody told \
them in time.

Henrik Solvang, the bus driver from Ostby who drove his burning bus away from a school, got the medal of the county. \
He had carried eleven pupils out of the bus. Three hundred people stood up for him in the town hall.

Sixty people will find work at the cheese factory in Vik next year, because Japan wants more brown cheese. A second \
hall opens in May. Half of the nine tonnes a day goes abroad already."""
FLASH = "The harbour board of Lindholm voted on Tuesday to close the upper lock until spring."
GROWN = f"""{LOCK}

On Wednesday the board said it would pay crews 300 crowns a day for boats that are shut in. Rasmus called that an \
insult."""
FURIOUS = """Fishing crews in Lindholm threatened on Wednesday to block the harbour after the board voted to close the \
upper lock until spring. They said they had been given no time to move their boats out of the basin.

"We heard it on the radio," said Olaf Rasmus, who owns two trawlers. Ada Brenneke, the chairwoman, said that the gates \
leaked so badly that divers could no longer work behind them. The repair will cost 4.2 million crowns, of which the \
county pays a third.

The county governor asked both sides to meet on Friday. The police said that a blockade would be cleared within an \
hour. Some forty boats lay across the fairway at noon."""
FIRST = datetime(2026, 11, 16, 8, tzinfo=UTC)


def relations(*texts: str, order: tuple[int, ...] | None = None) -> dict[tuple[int, int], str]:
    """What each of one outlet's articles, a day apart, is to each other one, by their numbers."""
    library, ids = Library(), {}
    for n in order or range(len(texts)):
        when = (FIRST + timedelta(days=n)).isoformat()
        ids[library.add(text=texts[n], outlet="Nordbladet", published_at=when, language="en")] = n
    return {
        (n, ids[source["article_id"]]): source["relation"]
        for i, n in ids.items() for source in library.report(i)["sources"]
    }  # fmt: skip


@pytest.mark.parametrize(("text", "relation"), [(CUT, "excerpt"), (RETOLD, "rewrite")])
def test_a_round_up_is_made_from_its_stories_and_no_update_of_one(text: str, relation: str) -> None:
    found = relations(LOCK, BUS, CHEESE, text)
    assert found == {pair: relation for n in range(3) for pair in ((3, n), (n, 3))}
    for order in ((3, 0, 1, 2), (2, 3, 1, 0)):
        assert relations(LOCK, BUS, CHEESE, text, order=order) == found


def test_a_story_that_a_round_up_had_first_is_no_update_of_it() -> None:
    assert set(relations(CUT, LOCK, BUS).values()) == {"excerpt"}


@pytest.mark.parametrize("later", [GROWN, FURIOUS])
def test_what_grows_or_is_told_anew_is_an_update(later: str) -> None:
    assert relations(LOCK, later) == {(0, 1): "update", (1, 0): "update"}
    assert set(relations(FLASH, LOCK, later).values()) == {"update"}
