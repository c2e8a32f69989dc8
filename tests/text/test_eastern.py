"""Days and times of day in Chinese, Japanese and Korean, and what only looks like them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from copytaster.fingerprint.analysis import analyse
from copytaster.fingerprint.facts import DATE
from copytaster.model import Article
from copytaster.text.dates import in_year
from copytaster.text.figures import agreeing, figures, table

DAYS = [
    ("ja", "3日、", 3), ("ja", "16日未明", 16), ("ja", "7月3日夜", 703), ("ja", "二日午前", 2), ("ja", "3日以降", 3),
    ("ja", "3日までに", 3), ("zh", "3日下午", 3), ("zh", "16日电", 16), ("zh", "十月七日", 1007), ("zh", "3日目前", 3),
    ("ko", "3일 오전", 3), ("ko", "13일(현지시간)", 13), ("ko", "3일 전국에서", 3), ("ko", "3일 만난", 3),
    ("ko", "10월 7일", 1007),
]  # fmt: skip
SPANS = [
    ("ja", "3日間"), ("ja", "16日ぶり"), ("ja", "3日目の"), ("ja", "3日後に"), ("ja", "約3日の"), ("ja", "連続3日"),
    ("zh", "3日内"), ("zh", "连续3日"), ("zh", "过去3日"), ("zh", "第3日"), ("zh", "3日游"), ("ko", "3일간"),
    ("ko", "3일 만에"), ("ko", "3일 전"), ("ko", "3일 동안"), ("ko", "최근 3일"), ("ko", "3일째"),
]  # fmt: skip
TIMES = [
    ("ja", "午後2時16分ごろ", 1416), ("ja", "午前0時", 0), ("ja", "午後0時5分", 1205), ("ja", "夜10時半", 2230),
    ("ja", "21時すぎ", 2100), ("ja", "午前九時", 900), ("zh", "下午2点16分", 1416), ("zh", "下午两点半", 1430),
    ("zh", "凌晨3时许", 300), ("zh", "8点30分", 830), ("zh", "8点钟", 800), ("zh", "上午九时", 900),
    ("zh", "晚上12点", 0), ("zh", "中午12点", 1200), ("zh", "中午1点", 1300), ("ko", "오전 8시 10분께", 810),
    ("ko", "오후 2시 반", 1430), ("ko", "밤 9시", 2100), ("ko", "새벽 1시", 100), ("ko", "21시", 2100),
]  # fmt: skip
NO_TIMES = [("ja", "2時間"), ("zh", "8点建议"), ("zh", "2.5点"), ("zh", "100点"), ("ko", "24시간"), ("ko", "3시즌"),
            ("zh", "3时期")]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"), [(*d, "date") for d in DAYS] + [(*t, "clock") for t in TIMES]
)
def test_days_and_hours_are_dates_and_times(language: str, text: str, value: int, unit: str) -> None:
    assert [(f.value, f.unit) for f in figures(text, language)] == [(value, unit)]


@pytest.mark.parametrize(
    ("language", "text", "unit"), [(*s, "date") for s in SPANS] + [(*n, "clock") for n in NO_TIMES]
)
def test_what_only_has_their_signs_is_none(language: str, text: str, unit: str) -> None:
    assert unit not in [f.unit for f in figures(text, language)]


MYRIADS = [
    ("ja", "1億2000万円", 1.2e8, "money"), ("ja", "3万5000人", 35_000, "number"),
    ("ja", "2兆1,000億円", 2.1e12, "money"), ("ja", "1兆2345億6789万円", 1_234_567_890_000, "money"),
    ("ja", "3万5,000人", 35_000, "number"), ("zh", "1亿2000万元", 1.2e8, "money"),
    ("zh", "5万3千公里", 5.3e7, "length"), ("zh", "3万5千多人", 35_000, "number"),
    ("ko", "1억 2000만 원", 1.2e8, "money"), ("ko", "3만5천명이었다", 35_000, "number"),
    ("ko", "1만2천300원", 12_300, "money"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "value", "unit"), MYRIADS)
def test_a_figure_goes_on_in_smaller_powers(language: str, text: str, value: float, unit: str) -> None:
    """It was two figures, and neither was what a translation says."""
    (found,) = figures(text, language)
    assert (round(found.value, 6), found.unit) == (value, unit)
    assert found.agrees(figures(f"{value:.0f}", "en")[0]) or unit == "length"


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("ja", "2億円、3000万円", [2e8, 3e7]), ("ko", "3만 5명", [3e4, 5]), ("ja", "1.5億2000万", [1.5e8, 2e7]),
        ("ja", "2000万3億円", [2e7, 3e8]), ("ja", "5万人と3000人", [5e4, 3000]),
    ],
)  # fmt: skip
def test_what_stands_beside_a_figure_is_another(language: str, text: str, values: list[float]) -> None:
    assert [f.value for f in figures(text, language)] == values


def test_the_same_sum_in_four_languages() -> None:
    same = [("ja", "1億2000万円"), ("ko", "1억2000만 엔"), ("zh", "1.2亿日元"), ("en", "120 million yen")]
    found = [figures(text, language)[0] for language, text in same]
    assert all(one.agrees(other) for one in found for other in found)


def test_a_day_is_of_the_month_that_brings_it_nearest() -> None:
    assert in_year(3, date(2026, 2, 3)) == (date(2026, 2, 3).toordinal(),)
    assert in_year(30, date(2026, 2, 1)) == (date(2026, 1, 30).toordinal(),)
    assert in_year(1, date(2025, 12, 31)) == (date(2026, 1, 1).toordinal(),)
    assert in_year(31, date(2026, 1, 1)) == (date(2025, 12, 31).toordinal(),)
    assert in_year(3, None) == ()


def test_a_day_alone_agrees_with_that_day_of_any_month() -> None:
    found = [*figures("3日", "ja"), *figures("10月3日", "ja"), *figures("9月3日", "ja"), *figures("13日", "ja")]
    expected = {(0, 1), (0, 2)} | {(n, n) for n in range(4)}
    expected |= {(j, i) for i, j in expected}
    assert {(i, j) for i in range(4) for j in range(4) if found[i].agrees(found[j])} == expected
    matrix = agreeing(table(found), table(found))
    assert {(i, j) for i in range(4) for j in range(4) if matrix[i, j]} == expected


def dates(text: str, published: datetime) -> list[tuple[int, ...]]:
    facts = analyse(Article("of it", text, language="ja", published_at=published)).facts.all()
    return [f.days for f in facts if f.what == DATE]


def test_days_of_two_articles_are_compared_by_when_they_were_published() -> None:
    told = dates("3日午後2時16分ごろ、石川県輪島市で地震があった。", datetime(2026, 2, 3, 5, 28, tzinfo=UTC))
    again = dates("2月3日、輪島市で起きた地震について会見した。", datetime(2026, 2, 4, 5, 28, tzinfo=UTC))
    other = dates("3日午前5時41分ごろ、茨城県土浦市で地震があった。", datetime(2026, 3, 3, 5, 28, tzinfo=UTC))
    assert told == again != other
