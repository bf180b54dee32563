"""Whose request it is: the address and scheme that trusted proxies report, and nothing that others claim."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network
_MEMO_MAX = 1024


class Forwarded:
    """Reads X-Forwarded-For and X-Forwarded-Proto where the peer is one of `proxies`."""

    def __init__(self, *, proxies: Iterable[Network] = ()) -> None:
        self._proxies = tuple(proxies)
        self._memo: dict[str, bool] = {}

    def scheme(self, *, peer: str, headers: Mapping[bytes, bytes], scheme: str) -> str:
        """Return "http" or "https": what the nearest proxy says, or else what the connection is."""
        said = headers.get(b"x-forwarded-proto")
        if said is None or not self._trusts(peer):
            return scheme
        last = said.rsplit(b",", 1)[-1].strip().lower()
        return {b"https": "https", b"http": "http"}.get(last, scheme)

    def address(self, *, peer: str, headers: Mapping[bytes, bytes]) -> str:
        """Return the client's address: the rightmost of X-Forwarded-For that is no trusted proxy itself.

        Whatever stands further left may have been invented by the client.
        """
        nearest = _parse(peer)
        address = str(nearest) if nearest else peer
        for claim in reversed(headers.get(b"x-forwarded-for", b"").split(b",")):
            if not self._trusts(address):
                break
            parsed = _parse(claim.decode("latin-1").strip())
            if parsed is None:
                break
            address = str(parsed)
        return address

    def _trusts(self, peer: str) -> bool:
        if not self._proxies:
            return False
        known = self._memo.get(peer)
        if known is None:
            address = _parse(peer)
            known = address is not None and any(address in network for network in self._proxies)
            if len(self._memo) >= _MEMO_MAX:
                self._memo.clear()
            self._memo[peer] = known
        return known


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address, also with a port or in brackets as some proxies write it; None if it is none."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # ::ffff:192.0.2.1 is how a dual-stack socket shows an IPv4 client (RFC 4291, 2.5.5.2).
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
