"""What `copytaster webhooks` shows and does: how the targets stand, one event more or less, a target forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from copytaster.archive import Archive, Hook
from copytaster.moments import stamp
from copytaster.runtime import clock
from copytaster.settings import Settings
from workers.webhooks import sender as webhooks
from workers.webhooks import signing
from workers.webhooks.targets import Target, kinds, targets

_PAGE = 500


def lines(archive: Archive, settings: Settings) -> Iterator[str]:
    """A line or two for each target, those that are no longer set included."""
    known = {hook.target: hook for hook in archive.hooks()}
    last = archive.last_event()
    for target in targets(settings):
        hook = known.pop(target.id, None)
        yield f"{target.id}  {target.label}  {_state(hook, last) if hook else 'new: the relay has not seen it yet'}"
        if hook and hook.error:
            yield f"    {hook.failures} failures since {_time(hook.failing_since)}, the last: {hook.error}"
            yield f"    next try: {_time(hook.next_try)}"
    for hook in known.values():
        yield f"{hook.target}  {hook.label}  no longer set; {_state(hook, last)}"


def send_ping(settings: Settings, target: Target) -> str:
    """Returns what went wrong, or nothing."""
    return webhooks.send(target, settings, signing.ping(clock.now()))


def skip(archive: Archive, settings: Settings, target: str, everything: bool) -> int:
    """Passes over the event that comes next, or over all there are; how many that was. Raises KeyError, ValueError."""
    wanted = kinds(settings)
    sees_all = any(known.id == target and known.embargo for known in targets(settings))
    hook = _named(archive, target)
    until, missed, going_on = hook.delivered, 0, True
    while going_on:
        heard = archive.events_for(until, _PAGE, None if sees_all else clock.now())
        until, going_on = max(until, heard.last), heard.full
        for item in heard.events:
            missed += item.kind in wanted
            if missed and not everything:
                until, going_on = item.id, False
                break
    if until > hook.delivered and archive.skip(hook, until, missed) is None:
        raise ValueError("it was told something just now: look again, then skip")
    return missed


def forget(archive: Archive, target: str) -> None:
    """Raises KeyError."""
    archive.drop_hook(_named(archive, target).target)


def _named(archive: Archive, target: str) -> Hook:
    return {hook.target: hook for hook in archive.hooks()}[target]


def _state(hook: Hook, last: int) -> str:
    missed = f", {hook.missed} missed" if hook.missed else ""
    return f"told up to event {hook.delivered} of {last}{missed}, last on {_time(hook.delivered_at)}"


def _time(moment: datetime | None) -> str:
    return "never" if moment is None else stamp(moment, "seconds")
