"""A port to listen on. Here, where nothing else of Parley may be imported, for both of its servers."""

import socket


class PortTakenError(Exception):
    """Somebody else listens on the port; the message says what to do."""


def port_reserve(*, host: str, port: int) -> int:
    """Return `port`, or a free one for 0. Raises PortTakenError if it can't be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(
                f"Can't listen on {host} port {port}: {error.strerror}. Choose another with --port."
            ) from error
        chosen: int = probe.getsockname()[1]
    return chosen
