"""Which network addresses are the public internet's, and finding those of a host in time. Imports no Django."""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

#: Gives the addresses of (host, port) within so many seconds. Raises TimeoutError or OSError.
Lookup = Callable[[str, int, float], list[str]]

# Public by their numbers and yet not the internet's: protocol assignments (RFC 6890), where one cloud keeps its
# metadata; the relays of 6to4, which are gone (RFC 7526); and the address at which Azure's machines find their host.
_NOT_PUBLIC_4: Final = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
#: All that has been given out for global unicast (iana.org/assignments/ipv6-address-space).
_GLOBAL_6: Final = ip_network("2000::/3")
#: What names an IPv4 address on a network that has only IPv6 (RFC 6052).
_NAT64: Final = ip_network("64:ff9b::/96")
_LOOKUPS_AT_ONCE: Final = 4


def address_is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public internet; no address at all does not.

    Loopback, private, link-local (with it the metadata of clouds), shared, reserved and multicast addresses do not, and
    neither do IPv6 addresses that carry one of these inside.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return _is_public_4(parsed)
    inner = _carried(parsed)
    if inner is not None:
        return _is_public_4(inner)
    return parsed in _GLOBAL_6 and parsed.is_global and parsed.sixtofour is None


def _is_public_4(address: IPv4Address) -> bool:
    special = address.is_multicast or address.is_reserved or any(address in one for one in _NOT_PUBLIC_4)
    return address.is_global and not special


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def addresses_find(host: str, port: int, seconds: float) -> list[str]:
    """Return the IP addresses of a host, in the system's order. Raises TimeoutError or OSError.

    The system's resolver can't be told how long to take, so it works in a thread of its own.
    """
    asked = _pool().submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = asked.result(timeout=max(0.0, seconds))
    except TimeoutError:
        asked.cancel()
        raise
    return list(dict.fromkeys(str(row[4][0]) for row in found))


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_LOOKUPS_AT_ONCE, thread_name_prefix="names")
