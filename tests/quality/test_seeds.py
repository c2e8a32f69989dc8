"""The two seeds through the library in this process. `seeds` has what must be said of them."""

from __future__ import annotations

import hashlib

import pytest

from tests.quality import seeds
from tests.quality.library import Library

BOTH = [seeds.FIRST, seeds.SECOND]


@pytest.mark.parametrize("order", [BOTH, BOTH[::-1]], ids=["first one first", "second one first"])
def test_each_is_a_rewrite_of_the_other(order: list[str]) -> None:
    library = Library()
    ids = {name: library.add(text=seeds.raw(name), external_id=name) for name in order}
    seeds.verify(library.report(ids[seeds.FIRST]), library.report(ids[seeds.SECOND]))


@pytest.mark.parametrize("outlets", [(None, None), ("The Print Press", "Republic Today")])
def test_with_and_without_outlets(outlets: tuple[str | None, str | None]) -> None:
    """Who published them, at a time nobody knows, changes nothing."""
    library = Library()
    ids = [
        library.add(text=seeds.raw(name), external_id=name, **({"outlet": outlet} if outlet else {}))
        for name, outlet in zip(BOTH, outlets, strict=True)
    ]
    seeds.verify(library.report(ids[0]), library.report(ids[1]))


def test_the_seeds_are_as_they_came() -> None:
    """Their names end in what they are: nobody tidies them."""
    digests = {name: hashlib.sha256((seeds.FOLDER / name).read_bytes()).hexdigest() for name in BOTH}
    assert digests == {
        seeds.FIRST: "a6bb0978a02145d2c085dda3ae866cc6065c61930fec64fb06d3861e61a9d5bc",
        seeds.SECOND: "3ae51fbf323fd3a1afc7b4441af9dbd325509161a499aac39de2028ab6ef61f9",
    }
