"""What is stored is read back equal: `Pair` and `Verdict` through their JSON."""

from __future__ import annotations

import dataclasses
import json
import re

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


def _unsigned(body: str) -> str:
    """Without the sign before an exponent, which only numbers have that are none of ours."""
    return re.sub(r"(?<=[0-9])e\+(?=[0-9]{2,3}[],}])", "e", body)


@given(st.from_type(Pair))
def test_a_pair_is_written_as_ever(pair: Pair) -> None:
    """Bodies are compared with those that Python's own JSON wrote for earlier versions."""
    body = codec.dump_pair(pair)
    assert _unsigned(codec.dumps(json.loads(body))) == _unsigned(body)


@given(st.from_type(Verdict))
def test_a_verdict_is_written_as_ever(verdict: Verdict) -> None:
    body = codec.dump_verdict(verdict)
    assert _unsigned(codec.dumps(json.loads(body))) == _unsigned(body)


@given(st.from_type(Pair))
def test_kinds_come_back_as_kinds(pair: Pair) -> None:
    loaded = codec.load_pair("a", "b", codec.dump_pair(pair))
    assert all(isinstance(c.kind, Kind) for c in loaded.correspondences)


def test_the_order_of_a_mapping_does_not_matter() -> None:
    assert codec.dump_pair(Pair("a", "b", (), 0.0, {"x": 1.0, "y": 2.0})) == codec.dump_pair(
        Pair("a", "b", (), 0.0, {"y": 2.0, "x": 1.0})
    )


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_nan_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="JSON"):
        codec.dump_pair(Pair("a", "b", (), float(value)))


@pytest.mark.parametrize("value", [1e-05, 9.87e-05, 1.5e-07, 1e-300, 0.0001, 0.00010001, 0.1, 1 / 3, -0.0, 1.0])
def test_small_numbers_are_written_as_ever(value: float) -> None:
    assert f'"r":{value!r},' in codec.dump_pair(Pair("a", "b", (), value))


def test_half_a_surrogate_pair_is_kept_as_it_came() -> None:
    body = codec.dump_pair(Pair("a", "b", (), 0.5, {"Infinity NaN": 1.0, "\ud800": 2.0}))
    assert json.loads(body)["e"] == {"Infinity NaN": 1.0, "\ud800": 2.0}


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
