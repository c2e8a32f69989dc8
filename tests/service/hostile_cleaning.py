"""A cleaner whose cleaning does what hostile input might make a library do. Its own process runs this."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
import sys
import time
from datetime import datetime
from multiprocessing.connection import Connection

import numpy as np

from copytaster.clean import Submission
from copytaster.pipeline import Prepared
from copytaster.settings import Settings
from service.cleaning import child as cleaning


def main(connection: Connection, settings: Settings) -> None:
    honest, kept = cleaning.prepare, list[np.ndarray]()

    def work(submission: Submission, settings: Settings, received_at: datetime) -> Prepared:
        match (submission.title or "").partition(" ")[0]:
            case "spin":
                while True:
                    pass
            case "spin-in-C":
                sum(range(10**13))
            case "sleep":
                time.sleep(3_600)
            case "eat":
                hoard = [np.empty(50_000_000, np.uint8) for _ in range(100)]  # not filled, which would take seconds
                return honest(Submission(text=str(len(hoard))), settings, received_at)
            case "keep":
                kept.append(np.empty(170_000_000, np.uint8))
            case "crash":
                ctypes.string_at(0)
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "exit":
                os._exit(0)
            case "recurse":
                sys.setrecursionlimit(2_000)
                work(submission, settings, received_at)
            case "defect":
                raise KeyError(submission.text)
            case "connect":
                socket.create_connection(("127.0.0.1", 9), 1)
            case "write":
                open("/tmp/copytaster-was-here", "w").close()
            case "write-low":
                os.close(os.open("/tmp/copytaster-was-here", os.O_CREAT | os.O_WRONLY))
            case "program":
                os.system("true")
            case "fork":
                os.fork()
            case "half":  # of an answer
                os.write(connection.fileno(), struct.pack("!i", 100_000) + b"so far")
                time.sleep(3_600)
        return honest(submission, settings, received_at)

    cleaning.prepare = work
    cleaning.main(connection, settings)
