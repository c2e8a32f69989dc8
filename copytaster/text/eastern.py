"""Chinese numerals, and days and times of day as in Chinese, Japanese and Korean: "3日", "午後2時16分", "오전 8시".

There news says "on the 3rd", without a month, of nearly everything, so a day alone is read as one. Its sign stands for
spans of days too ("3日間", "3일 만에"), which what stands beside it tells; that of an hour is in Chinese the sign of a
point, so an hour written with it has minutes, or a part of the day before it. All that is looked at is `REACH`
characters on either side.
"""

from __future__ import annotations

import regex

from copytaster.text.folding import fold

REACH = 6
"""Characters before a figure in which a part of the day, or what makes it a span of days, stands."""
SIGNS = frozenset("月월日일时時시点點 ")
"""What may follow the number of a month, a day or an hour."""
HAN = frozenset("〇零一二三四五六七八九十百千万亿兆两")
"""Signs that Chinese numerals are made of, folded."""
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_MONTH = regex.compile(r" ?[月월] ?(\p{Nd}{1,2}|[一二三四五六七八九十]{1,3})[日일号號]")
_DAY = regex.compile(
    r"日(?!本|間|间|ぶり|連続|连续|以内|以上|後|后|前|ほど|あまり|余|がかり|内|平均|程度|[目游遊](?![前標标的客行]))"
    r"|일(?!간|째|치|가량|정도|여|만에| ?(?:동안|연속|이내|이상|넘게)"
    r"| ?[만내뒤전후](?:에|으로|까지|부터)?(?![\uac00-\ud7af]))"
)
"""The sign of a day that is no span of days."""
_SPAN = regex.compile(
    r"(?:[第約约共続续達达逾超歷历計计滿满每毎제약총]|為期|为期|過去|过去|長達|长达|最近|최근|무려|불과) ?\Z"
)
"""What stands before a span of days, or before the number of a day in a row."""
_HOUR = regex.compile(
    r"(?: ?(?:[时時](?![间間代期])|시(?!간|즌|민|장|청|설))|(?P<point>[点點]))"
    r"(?: ?(?P<minute>\p{Nd}{1,2}) ?[分분]|(?P<half>半| ?반(?![\uac00-\ud7af]))|(?P<sharp>[钟鐘整許许]))?"
)
_PART = regex.compile(
    r"(?:(?P<night>夜晚|夜间|夜間|晚上|晚间|晚間|今晚|昨晚|当晚|當晚|[夜晚晩밤])|(?P<late>午後|下午|오후|傍晚|夕方|저녁)"
    r"|(?P<early>午前|上午|오전|凌晨|早上|早晨|清晨|今晨|早朝|未明|새벽|아침)|(?P<noon>中午|正午|정오|낮)) ?\Z"
)
"""The part of a day that an hour is of."""
_SMALL_HOURS = 4


def month_and_day(text: str, month: float, end: int) -> tuple[float, int] | None:
    """The date whose month is a number that ends at `end`, as month * 100 + day, and where it ends."""
    match = _MONTH.match(text, end) if 1 <= month <= 12 else None
    if match is None:
        return None
    day = int(fold(match[1])) if match[1].isdecimal() else numeral(match[1]) or 0
    return month * 100 + day, match.end()


def day_alone(text: str, day: float, start: int, end: int) -> int | None:
    """Where a day of some month ends whose number stands at ``text[start:end]``; None where it is no day."""
    match = _DAY.match(text, end) if 1 <= day <= 31 else None
    return None if match is None or _SPAN.search(text, max(0, start - REACH), start) else match.end()


def time_of_day(text: str, hour: float, start: int, end: int) -> tuple[float, int] | None:
    """The time whose hour is a number at ``text[start:end]``, as hours * 100 + minutes, and where it ends."""
    match = _HOUR.match(text, end) if 0 <= hour <= 24 else None
    if match is None:
        return None
    part = _PART.search(text, max(0, start - REACH), start)
    if match["point"] and not (part or match["minute"] or match["half"] or match["sharp"]):
        return None
    minute = int(fold(match["minute"])) if match["minute"] else 30 if match["half"] else 0
    return None if minute > 59 else (_on_the_clock(hour, part) * 100 + minute, match.end())


def _on_the_clock(hour: float, part: regex.Match[str] | None) -> float:
    """The hour of 24 that an hour of some part of the day is."""
    if part is None or hour > 12:
        return hour
    if part["early"] or (part["night"] and (hour == 12 or hour <= _SMALL_HOURS)):
        return hour % 12
    noon = part["noon"] and hour > _SMALL_HOURS
    return hour if noon or hour == 12 else hour + 12


def numeral(signs: str) -> float | None:
    """The value of a Chinese numeral: 一百三十万 is 1,300,000."""
    total = section = digit = 0
    for c in signs:
        if c in _DIGITS:
            digit = digit * 10 + _DIGITS[c] if digit and c not in "零〇" else _DIGITS[c]
        elif c in _POWERS:
            section, digit = section + max(digit, 1) * _POWERS[c], 0
        else:
            total, section, digit = total + max(section + digit, 1) * _MYRIADS[c], 0, 0
    value = total + section + digit
    return float(value) if 0 < value < 10**15 else None
