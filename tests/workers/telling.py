"""One target told by a process of its own, to be killed: archive URL, target URL, parent."""

from __future__ import annotations

import sys
import threading

from copytaster.archive import Archive
from copytaster.runtime import lifeline, logs
from copytaster.settings import Settings
from tests.workers.receiver import SECRET
from workers import pacing, reader
from workers.webhooks import sender as webhooks

if __name__ == "__main__":
    url, target, parent = sys.argv[1:]
    lifeline.die_with(int(parent))
    logs.setup("relay")
    reader.LEASE, reader.RENEW, pacing.HELD, reader.POLL = 1.0, 0.3, 0.05, 0.05
    webhooks.SAVE, webhooks.outbound.DEADLINE = 0.05, 0.5
    settings = Settings(webhook_urls=target, webhook_secret=SECRET, webhook_private_hosts="127.0.0.1")
    stop = threading.Event()
    told = webhooks.Webhooks(Archive.open(url), settings)
    told.start(stop)
    stop.wait()
