"""What `copytaster webhooks` shows and does: how the targets stand, one event more or less, a target forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from copytaster.archive import Archive, Hook
from copytaster.runtime import clock
from copytaster.settings import Settings
from workers import standing
from workers.standing import Standing, moment
from workers.webhooks import sender as webhooks
from workers.webhooks import signing
from workers.webhooks.targets import Target, kinds, targets

_PAGE = 500


def lines(archive: Archive, settings: Settings) -> Iterator[str]:
    """A line or two for each target, those that are no longer set included."""
    wanted = [(target.id, _head(target.id, target.label)) for target in targets(settings)]
    last = archive.last_event()
    found = {hook.target: _standing(hook, last) for hook in archive.hooks()}
    return standing.lines(wanted, found, "new: the relay has not seen it yet")


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


def _head(target: str, label: str) -> str:
    return f"{target}  {label}"


def _standing(hook: Hook, last: int) -> Standing:
    missed = f", {hook.missed} missed" if hook.missed else ""
    state = f"told up to event {hook.delivered} of {last}{missed}, last on {moment(hook.delivered_at)}"
    again = f"next try: {moment(hook.next_try)}"
    return Standing(_head(hook.target, hook.label), state, hook.failures, hook.failing_since, hook.error, again)
