from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import psutil
import pytest

from copytaster.runtime.confined import cpu_time
from workers import checking as checking_module
from workers.answer import Cause
from workers.checking import CheckingDied, CheckingProcess, Work


def _work() -> Work:
    opened, kept = os.getpid(), list[bytearray]()

    def work(request: Mapping[str, Any]) -> Mapping[str, Any]:
        match request["do"]:
            case "abort":
                faulthandler.disable()
                os.abort()
            case "exit":
                os._exit(7)
            case "spin":
                while True:
                    pass
            case "sleep":
                time.sleep(600)
            case "nap":
                for _ in range(request["times"]):
                    time.sleep(0.1)
            case "stop-yourself":
                os.kill(os.getpid(), signal.SIGTERM)
            case "eat":
                try:
                    bytearray(int(request["bytes"]))
                except MemoryError:
                    return {"memory": "refused"}
            case "keep":
                try:
                    kept.append(bytearray(int(request["bytes"])))
                except MemoryError:
                    return {"memory": "refused"}
        return {"pid": os.getpid(), "opened": opened, "echo": request.get("echo")}

    return work


@pytest.fixture
def checking() -> Iterator[CheckingProcess]:
    made = CheckingProcess(_work, cpu_seconds=0.5, megabytes=200)
    yield made
    made.kill()


def test_answers_from_one_child_that_lives_on(checking: CheckingProcess) -> None:
    first = checking.ask({"do": "echo", "echo": "Zażółć \n gęślą\x00"})
    second = checking.ask({"do": "echo", "echo": "x" * 300_000})
    assert first["echo"] == "Zażółć \n gęślą\x00"
    assert len(second["echo"]) == 300_000
    assert first["pid"] == second["pid"] == second["opened"] == checking.pid != os.getpid()


@pytest.mark.parametrize(("do", "reason"), [("abort", "SIGABRT"), ("exit", "status 7"), ("spin", "0.5 s of CPU")])
def test_says_how_its_child_ended_and_goes_on_with_another(checking: CheckingProcess, do: str, reason: str) -> None:
    before = checking.ask({"do": "echo"})["pid"]
    with pytest.raises(CheckingDied, match=reason):
        checking.ask({"do": do})
    assert not psutil.pid_exists(before)
    assert checking.ask({"do": "echo"})["pid"] not in (before, os.getpid())


def seconds(pid: int) -> float:
    """Of CPU; 0 of a process that is not there."""
    return (cpu_time(pid) or 0) / 1e9


@pytest.mark.slow
def test_a_request_may_have_a_limit_of_its_own(checking: CheckingProcess) -> None:
    with pytest.raises(CheckingDied, match=r"1 s of CPU"):
        checking.ask({"do": "spin"}, cpu_limit=1.0)


@pytest.mark.slow
def test_the_limit_is_for_each_request_not_for_the_life_of_the_child(checking: CheckingProcess) -> None:
    checking.start()
    spent = seconds(checking.pid)
    while seconds(checking.pid) - spent < 0.7:
        checking.ask({"do": "echo", "echo": "x" * 100_000})
    assert checking.ask({"do": "echo"})["pid"] == checking.pid


@pytest.mark.slow
def test_one_that_sleeps_is_ended_by_the_clock(checking: CheckingProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking_module, "_WALL_LEAST", 1.0)
    monkeypatch.setattr(checking_module, "_WALL_FACTOR", 1.0)
    with pytest.raises(CheckingDied, match="no answer"):
        checking.ask({"do": "nap", "times": 6_000})


def test_one_that_does_nothing_at_all_is_not_waited_for(
    checking: CheckingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking_module, "_STILL", 0.5)
    with pytest.raises(CheckingDied, match="did nothing") as caught:
        checking.ask({"do": "sleep"})
    assert caught.value.cause is Cause.STILL
    assert checking.ask({"do": "nap", "times": 12})["pid"] == checking.pid  # one that looks up now and then is


def test_one_that_somebody_stopped_is_waited_for(checking: CheckingProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is one that waits for a slow disk taken to be dead-locked: its article is not to blame."""
    monkeypatch.setattr(checking_module, "_STILL", 0.3)
    checking.start()
    os.kill(checking.pid, signal.SIGSTOP)
    going_on = threading.Timer(1.0, os.kill, (checking.pid, signal.SIGCONT))
    going_on.start()
    assert checking.ask({"do": "nap", "times": 3})["pid"] == checking.pid
    going_on.join()


def test_memory_is_bounded_above_what_it_held(checking: CheckingProcess) -> None:
    assert "pid" in checking.ask({"do": "eat", "bytes": 50_000_000})
    assert checking.ask({"do": "eat", "bytes": 2_000_000_000}) == {"memory": "refused"}


def test_what_it_keeps_takes_nothing_from_the_next_article_and_is_bounded_too(checking: CheckingProcess) -> None:
    for _ in range(2):  # 200 MB an article, and twice as much to keep
        assert "pid" in checking.ask({"do": "keep", "bytes": 150_000_000})
        assert "pid" in checking.ask({"do": "eat", "bytes": 180_000_000})
        assert checking.ask({"do": "eat", "bytes": 250_000_000}) == {"memory": "refused"}
    assert "pid" in checking.ask({"do": "keep", "bytes": 150_000_000})
    assert checking.ask({"do": "eat", "bytes": 180_000_000}) == {"memory": "refused"}


def test_the_cpu_time_of_a_process_is_read_off_a_clock_of_its_own(checking: CheckingProcess) -> None:
    before, own = time.process_time(), seconds(os.getpid())
    assert before <= own <= time.process_time()
    assert "pid" in checking.ask({"do": "echo"})
    pid, readings = checking.pid, [0, 1]
    while readings[-1] != readings[-2]:  # it is idle soon
        time.sleep(0.05)
        readings.append(cpu_time(pid) or 0)
    assert readings[-1] > 0
    checking.kill()
    assert cpu_time(pid) is None
    assert seconds(pid) == 0


def test_ticks_while_it_waits(checking: CheckingProcess) -> None:
    ticks: list[float] = []
    with pytest.raises(CheckingDied):
        checking.ask({"do": "spin"}, lambda: ticks.append(time.monotonic()))
    assert len(ticks) >= 3


def test_a_stop_of_the_worker_does_not_end_the_article_at_hand(checking: CheckingProcess) -> None:
    assert checking.ask({"do": "stop-yourself"})["pid"] == checking.pid


def test_what_must_not_be_shared_is_closed_before_every_fork() -> None:
    closed: list[int] = []
    checking = CheckingProcess(_work, cpu_seconds=1.0, megabytes=100, before_fork=lambda: closed.append(1))
    checking.ask({"do": "echo"})
    checking.ask({"do": "echo"})
    assert len(closed) == 1
    with pytest.raises(CheckingDied):
        checking.ask({"do": "exit"})
    checking.ask({"do": "echo"})
    assert len(closed) == 2
    checking.kill()


def test_one_that_cannot_be_opened_says_so() -> None:
    def broken() -> Work:
        raise RuntimeError("no vectors")

    with pytest.raises(CheckingDied, match="status 1"):
        CheckingProcess(broken, cpu_seconds=1.0, megabytes=100).start()


_PARENT = """
import sys, time
sys.path.insert(0, ".")
from tests.workers.test_checking import _work
from workers.checking import CheckingProcess
checking = CheckingProcess(_work, cpu_seconds=60, megabytes=200)
checking.start()
print(checking.pid, flush=True)
checking.ask({"do": "spin"})
"""


def test_it_dies_with_its_parent_alone_killed(eventually: Callable[..., None]) -> None:
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE)
    assert parent.stdout
    with parent.stdout as line:
        child = psutil.Process(int(line.readline()))
    parent.kill()
    parent.wait()
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
