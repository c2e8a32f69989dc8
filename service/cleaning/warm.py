"""Loaded by the fork server before it forks cleaners: libraries, language model and vectors, once for all of them.

Promise: the fork server has one thread when this is done, so that its children are whole. The libraries of linear
algebra and of tokenizing start theirs only when they are let, so they are told before they are imported.

A cleaner that was killed is replaced within milliseconds, because its successor is forked warm.
"""

from __future__ import annotations

import threading

from copytaster.runtime import clock, confined, garbage

confined.single_threaded()


from copytaster.clean import Submission, phrases  # noqa: E402
from copytaster.fingerprint import common_words  # noqa: E402
from copytaster.pipeline import prepare  # noqa: E402
from copytaster.settings import Settings  # noqa: E402

_TEXT = "The minister opened the bridge in Oslo on Tuesday, the ministry said. It carries 12,000 cars a day."
_PAGE = "<html><head><title>A bridge</title></head><body><article>" + f"<p>{_TEXT}</p>" * 8 + "</article></body></html>"

# Zones are read from tables that take a while to make.
_DATED = Submission(text=_TEXT, published_at="Sun, 08 Nov 2020 10:00:00 CET")

for _submission in (_DATED, Submission(html=_PAGE), Submission(text=common_words(Settings().vectors))):
    prepare(_submission, Settings(), clock.now())

# Half a second, most of it for the patterns; each cleaner would do it again for what it meets.
for _language in (*phrases.languages(), "und"):
    phrases.table(_language)
for _phrase in phrases.every():
    if _phrase.language in ("any", "en"):
        _phrase.pattern  # noqa: B018

assert threading.active_count() == 1
garbage.look_seldom()  # what is shared with the children stays shared: the collector does not write into it
