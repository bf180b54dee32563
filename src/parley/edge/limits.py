"""How much the edge takes from one client and keeps for all of them."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds. The defaults fit one small machine."""

    url: int = 8192  # RFC 9110, 4.1 asks for at least 8,000
    url_kept: int = 2048  # a longer one is no page of ours, so its answer is not worth memory
    headers: int = 32 * 1024
    header_count: int = 100
    body: int = 20 * MIB
    body_in_memory: int = 64 * 1024  # a longer body goes to a temporary file
    bodies_at_once: int = 1024  # with the line above: at most 64 MiB of bodies in memory
    body_grace: float = 20.0  # a body has this long, and a second more for each `body_rate` bytes received
    body_rate: int = 8 * 1024
    write_stall: float = 60.0  # a client that takes nothing of a long answer for this long is dropped
    queue: int = 256  # requests that wait for a Django thread; more get 503
    waiting: int = 2048  # requests that wait for another one's rebuild; more get 503
    entry: int = MIB  # the largest answer kept
    small_entry: int = 64 * 1024  # the largest 404 or 410 kept
    missing_seconds: float = 10.0  # how long a 404 is kept at most
    variants: int = 32  # answers kept for one URL, where `Vary` makes them differ
    passes: int = 10_000  # URLs noted as never shared
    pass_seconds: float = 60.0
    drain: float = 15.0  # at shutdown, how long running requests have to finish
