"""Promise 11, the other half: what goes out goes to the operator's targets only, and never to an address inside."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from copytaster.runtime import clock
from copytaster.settings import SettingError, Settings
from tests.workers.receiver import SECRET, Receiver
from workers import outbound
from workers.addresses import is_public
from workers.outbound import Connection, Refused
from workers.webhooks import sender as webhooks
from workers.webhooks import signing
from workers.webhooks.targets import context, targets

INSIDE = (
    # private, loopback, link-local, carrier-grade NAT
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "127.0.0.1", "127.255.0.9", "169.254.169.254",
    "100.64.0.1", "100.127.255.255",
    # this network, protocols, for books, benchmarks, multicast, reserved, broadcast
    "0.0.0.0", "0.1.2.3", "192.0.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "198.19.255.255",
    "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    # the same in IPv6
    "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "ff0e::1", "2001:db8::1",
    "3fff::1", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "5f00::1", "4000::1", "e000::1",
    # and IPv4 in disguise: mapped, compatible, 6to4, NAT64, Teredo
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::10.1.2.3", "::8.8.8.8",
    "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::", "2002:6440:1::", "2002:e000:1::",
    "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::100.64.0.1", "64:ff9b:1::8.8.8.8",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    # no address at all
    "", "localhost", "1.2.3", "0x7f.1", "999.1.1.1",
)  # fmt: skip
OUTSIDE = (
    "8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "11.0.0.1", "192.169.0.1", "2606:4700:4700::1111",
    "2a00:1450:4001:82a::200e", "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::8.8.8.8",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside(address: str) -> None:
    assert is_public(address)


def settings(url: str, **more: str) -> Settings:
    return Settings(webhook_urls=url, webhook_secret=SECRET, **more)  # type: ignore[arg-type]


def connection(url: str, *answers: list[str], **more: str) -> Connection:
    """To a name that has these addresses: the first ones when it is looked up for the first time, and so on."""
    given = settings(url, **more)
    left = iter(answers)

    def resolve(host: str, port: int) -> list[Any]:
        return [entry(address, port) for address in next(left)]

    return Connection(targets(given)[0], context(given), resolve)


def entry(address: str, port: int) -> Any:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    where = (address, port, 0, 0) if ":" in address else (address, port)
    return (family, socket.SOCK_STREAM, 0, "", where)


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where sockets were connected to, which none of them is."""
    seen: list[Any] = []

    class Nowhere(socket.socket):
        def connect(self, address: Any) -> None:
            seen.append(address)
            raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(outbound.socket, "socket", Nowhere)
    return seen


@pytest.mark.parametrize("address", [a for a in INSIDE if a])
def test_a_name_that_leads_inside_is_refused_before_anything_is_connected(address: str, connected: list[Any]) -> None:
    with pytest.raises(Refused):
        connection("https://hooks.example/", [address]).open()
    with pytest.raises(Refused):  # one of several is enough
        connection("https://hooks.example/", ["93.184.216.34", address]).open()
    assert connected == []


def test_a_name_that_is_bound_anew_leads_nowhere_else(connected: list[Any]) -> None:
    """Public when it is looked at, private a moment later: the connection goes to what was looked at."""
    link = connection("https://hooks.example/", ["93.184.216.34", "2606:4700:4700::1111"], ["127.0.0.1"])
    with pytest.raises(ConnectionRefusedError):
        link.open()
    assert connected == [("93.184.216.34", 443), ("2606:4700:4700::1111", 443, 0, 0)]
    with pytest.raises(Refused):
        link.open()  # the second answer is looked at in its turn
    assert len(connected) == 2


def test_one_look_up_for_each_connection() -> None:
    """The library would look the name up again if it were asked to connect: the system is asked once, by us."""
    script = (
        "import sys; from copytaster.settings import Settings; from workers.webhooks import desk; "
        "from workers.webhooks.targets import targets\n"
        "def note(event, arguments):\n"
        "    if event in ('socket.getaddrinfo', 'socket.gethostbyname', 'socket.connect'):\n"
        "        print(event, arguments[0] if 'get' in event else arguments[1], flush=True)\n"
        "sys.addaudithook(note)\n"
        "given = Settings(webhook_urls=sys.argv[1], webhook_secret=sys.argv[2], webhook_private_hosts='localhost')\n"
        "print(desk.send_ping(given, targets(given)[0]) or 'arrived')\n"
    )
    with Receiver() as receiver:
        url = receiver.url("localhost")
        done = subprocess.run([sys.executable, "-c", script, url, SECRET], capture_output=True, text=True, check=True)
        lines = done.stdout.splitlines()
        assert lines[0] == "socket.getaddrinfo localhost"
        assert [line for line in lines if "get" in line] == lines[:1]
        assert lines[-1] == "arrived"
        assert len(receiver.requests) == 1
        assert receiver.requests[0].headers["host"] == f"localhost:{receiver.port}"


def test_an_allowed_host_may_be_inside_and_no_other() -> None:
    with Receiver() as receiver:
        url = receiver.url("desk.newsroom.example")
        link = connection(url, ["127.0.0.1"], webhook_private_hosts="other.example Desk.Newsroom.Example.")
        link.open()
        assert link.post(b"{}", {}).ok
        link.close()
        https = url.replace("http:", "https:")
        with pytest.raises(Refused):
            connection(https, ["127.0.0.1"], webhook_private_hosts="newsroom.example").open()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.example/", "without TLS"),
        ("ftp://hooks.example/", "not an https address"),
        ("file:///etc/passwd", "not an https address"),
        ("hooks.example/x", "not an https address"),
        ("https:///x", "not an https address"),
        ("https://user:t0psecret@hooks.example/", "has a user"),
        ("https://t0psecret@hooks.example/", "has a user"),
        ("https://hooks.example/#t0psecret", "fragment"),
        ("https://hooks.example:port/t0psecret", "not an address"),
        ("https://hooks.example:99999/t0psecret", "not an address"),
        ("https://[::1/t0psecret", "not an address"),
        ("https://hööks.example/t0psecret", "xn--"),
        ("https://hooks.example\\inside/t0psecret", "characters"),
    ],
)
def test_a_target_that_cannot_be_used_is_named_by_its_place(url: str, said: str) -> None:
    with pytest.raises(SettingError, match="WEBHOOK_URLS, number 2") as raised:
        targets(settings(f"https://fine.example/t0psecret {url}"))
    assert said in str(raised.value)
    assert "t0psecret" not in str(raised.value)


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "t0psecret", "whsec_t0psecret", f"{SECRET} whsec_AAAA", "whsec_" + "A" * 92]
)
def test_a_secret_that_is_none(secret: str) -> None:
    given = Settings(webhook_urls="https://hooks.example/", webhook_secret=secret)
    with pytest.raises(SettingError, match="WEBHOOK_SECRET") as raised:
        targets(given)
    assert "t0psecret" not in str(raised.value)
    assert targets(Settings(webhook_secret=secret)) == ()


def test_other_settings_that_cannot_be_used(tmp_path: Path) -> None:
    for wrong in ({"webhook_events": "checked chekced"}, {"webhook_ca": str(tmp_path / "none.pem")}):
        with pytest.raises(SettingError, match=r"WEBHOOK_(EVENTS|CA)"):
            targets(settings("https://hooks.example/", **wrong))
    with pytest.raises(SettingError, match="more than 20"):
        targets(settings(" ".join(f"https://h{n}.example/" for n in range(21))))
    assert len(targets(settings("https://a.example/ https://a.example/\nhttps://b.example/"))) == 2


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of desk.newsroom.example, signed by itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    home = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=Copytaster test", "-addext", "subjectAltName=DNS:desk.newsroom.example",
         "-keyout", str(home / "key.pem"), "-out", str(home / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    return home


@pytest.fixture
def secure(certificate: Path) -> Iterator[Receiver]:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    asked: list[str | None] = []
    server.sni_callback = lambda socket, name, context: asked.append(name)
    with Receiver(tls=server) as receiver:
        receiver.asked = asked  # type: ignore[attr-defined]
        yield receiver


def ping(url: str, **more: str) -> str:
    """What went wrong; whatever the name, it leads to this machine."""
    link = connection(url, ["127.0.0.1"], **more)
    try:
        link.open()
        return "" if link.post(b"{}", signing.Message("m", b"{}").headers([b"x"], clock.now())).ok else "refused"
    except OSError as error:
        return webhooks._why(error)
    finally:
        link.close()


def test_the_certificate_is_that_of_the_name(secure: Receiver, certificate: Path) -> None:
    """The connection goes to an address, but name and certificate are those of the target."""
    hosts = "desk.newsroom.example other.newsroom.example 127.0.0.1"
    trusted = {"webhook_private_hosts": hosts, "webhook_ca": str(certificate / "cert.pem")}
    assert ping(secure.url("desk.newsroom.example"), **trusted) == ""
    assert len(secure.requests) == 1
    assert secure.requests[0].headers["host"] == f"desk.newsroom.example:{secure.port}"
    assert secure.asked == ["desk.newsroom.example"]  # type: ignore[attr-defined]
    assert "certificate refused" in ping(secure.url("other.newsroom.example"), **trusted)
    assert "certificate refused" in ping(secure.url("127.0.0.1"), **trusted)
    assert "certificate refused" in ping(secure.url("desk.newsroom.example"), webhook_private_hosts=hosts)
    assert len(secure.requests) == 1


def test_who_never_finishes_the_handshake_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "DEADLINE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        over = threading.Event()

        def drip() -> None:
            peer, _ = silent.accept()
            with peer:
                peer.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")  # a ServerHello of 16 KB, byte by byte
                while not over.wait(0.02):
                    try:
                        peer.sendall(b"\x03")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        said = ping(f"https://desk.example:{silent.getsockname()[1]}/", webhook_private_hosts="desk.example")
        over.set()
        thread.join()
    # A handshake has one deadline in the library too, of the same length: either may be the first to see it.
    assert "0.3 seconds" in said or "handshake operation timed out" in said
