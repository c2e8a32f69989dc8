"""A running service as a program sees it, over HTTP, sync and async.

::

    from copytaster.client import Client

    with Client("https://copytaster.paper.example", key) as service:
        accepted = service.submit(text, outlet="Courier")
        report = service.wait(accepted.id)
        print(report["derivation"], report["credit"]["status"])

It needs nothing of what checks: of this package it shares the type of a report. docs/client.md tells the rest.
"""

from copytaster.client.asynchronous import AsyncClient
from copytaster.client.errors import CheckFailed, NotYet, Problem, ServiceError, Unreachable
from copytaster.client.steps import Accepted, Event, Fields
from copytaster.client.sync import SERVICE, Client

__all__ = [
    "SERVICE",
    "Accepted",
    "AsyncClient",
    "CheckFailed",
    "Client",
    "Event",
    "Fields",
    "NotYet",
    "Problem",
    "ServiceError",
    "Unreachable",
]
