"""How many streams are open, in all and for each client address. In memory only, and forgotten with the last one."""

from ipaddress import IPv6Address, ip_address

# A provider gives a household at least this much of an IPv6 address (RFC 6177).
_IPV6_PREFIX_BITS = 64


class StreamCounts:
    """At most `most` streams, and `most_each` for one address."""

    def __init__(self, *, most: int, most_each: int) -> None:
        self._most = most
        self._most_each = most_each
        self._each: dict[str | int, int] = {}
        self.total = 0

    def full(self) -> bool:
        return self.total >= self._most

    def full_for(self, address: str) -> bool:
        return self._each.get(_group(address), 0) >= self._most_each

    def take(self, address: str) -> str | int:
        """Count one more; return what `give` wants back."""
        group = _group(address)
        self.total += 1
        self._each[group] = self._each.get(group, 0) + 1
        return group

    def give(self, group: str | int) -> None:
        self.total -= 1
        self._each[group] -= 1
        if not self._each[group]:
            del self._each[group]


def _group(address: str) -> str | int:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return int(parsed) >> (128 - _IPV6_PREFIX_BITS)
    return address
