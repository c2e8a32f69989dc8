"""Which addresses are of the open internet.

Promise: an address inside (private, loopback, link-local, shared, multicast, reserved, or one of those as IPv6) is not.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")
_REFUSED_V6 = tuple(
    IPv6Network(block)
    for block in (
        "::/96",  # the old way to write an IPv4 address in an IPv6 one; with it :: and ::1
        "64:ff9b:1::/48",  # NAT64 of somebody's own network
        "100::/64",  # discarded
        "2001::/23",  # Teredo, ORCHID and other protocols
        "2001:db8::/32", "3fff::/20",  # for books
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local, given up
    )
)  # fmt: skip


def is_public(address: str) -> bool:
    """Whether this numeric address is one of the open internet. An address that cannot be read is not."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _public_v4(found) if isinstance(found, IPv4Address) else _public_v6(found)


def _public_v4(address: IPv4Address) -> bool:
    # What is_global says of 192.88.99.0/24 (relays of 6to4) and 192.0.0.0/24 differs between versions of Python.
    odd = address.packed[:3] in (b"\xc0\x58\x63", b"\xc0\x00\x00")
    return address.is_global and not (address.is_multicast or address.is_reserved or odd)


def _public_v6(address: IPv6Address) -> bool:
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address in _NAT64:
        inner = IPv4Address(address.packed[12:])
    if inner is not None:
        return _public_v4(inner)
    if any(address in block for block in _REFUSED_V6):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_site_local)
