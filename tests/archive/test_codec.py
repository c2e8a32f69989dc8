"""What is stored is read back equal: `Pair` and `Verdict` through their JSON."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copytaster.archive import codec
from copytaster.model import Credit, Kind, Pair, Span, Verdict

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
st.register_type_strategy(Span, st.builds(Span, st.integers(0, 10**6), st.integers(0, 10**6)))


@given(st.from_type(Pair))
def test_pairs(pair: Pair) -> None:
    body = codec.dump_pair(pair)
    assert codec.load_pair(pair.a, pair.b, body) == pair
    assert codec.dump_pair(codec.load_pair(pair.a, pair.b, body)) == body


@given(st.from_type(Verdict))
def test_verdicts(verdict: Verdict) -> None:
    body = codec.dump_verdict(verdict)
    assert codec.load_verdict(body) == verdict
    assert codec.dump_verdict(codec.load_verdict(body)) == body


@given(st.from_type(Pair))
def test_kinds_come_back_as_kinds(pair: Pair) -> None:
    loaded = codec.load_pair("a", "b", codec.dump_pair(pair))
    assert all(isinstance(c.kind, Kind) for c in loaded.correspondences)


def test_the_order_of_a_mapping_does_not_matter() -> None:
    assert codec.dump_pair(Pair("a", "b", (), 0.0, {"x": 1.0, "y": 2.0})) == codec.dump_pair(
        Pair("a", "b", (), 0.0, {"y": 2.0, "x": 1.0})
    )


def test_nan_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        codec.dump_pair(Pair("a", "b", (), float("nan")))


def test_every_field_is_stored() -> None:
    """A field that the model gains must not be lost in silence."""
    assert [f.name for f in dataclasses.fields(Pair)] == ["a", "b", "correspondences", "resemblance", "evidence"]
    assert set(json.loads(codec.dump_pair(Pair("a", "b", (), 0.0)))) == {"c", "r", "e", "v"}
    names = {f.name for f in dataclasses.fields(Verdict)}
    empty = json.loads(codec.dump_verdict(next(iter([_empty()]))))
    assert set(empty) == names


def _empty() -> Verdict:
    from copytaster.model import CreditStatus, Derivation

    return Verdict(Derivation.NOT, 0.0, {}, {}, (), (), Credit(CreditStatus.CREDITED))
