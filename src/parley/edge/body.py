"""Reads a request's body whole before Django sees it: bounded in size and time, long ones on disk."""

import asyncio
import io
from tempfile import TemporaryFile
from typing import IO

from parley.edge.limits import Limits
from parley.edge.messages import Receive


class BodyTooLargeError(Exception):
    """The body is longer than allowed: 413."""


class BodyTooSlowError(Exception):
    """The body came slower than allowed: 408."""


class ClientGoneError(Exception):
    """The client closed the connection: nobody to answer."""


async def body_read(*, receive: Receive, declared: int | None, limits: Limits) -> tuple[IO[bytes], int]:
    """Return the body as a file at its start, and its length in bytes.

    `declared` is the Content-Length. Raises BodyTooLargeError, BodyTooSlowError or ClientGoneError.
    """
    if declared is not None and declared > limits.body:
        raise BodyTooLargeError
    loop = asyncio.get_running_loop()
    start = loop.time()
    length = 0
    body: IO[bytes] = io.BytesIO()
    try:
        more = True
        while more:
            deadline = start + limits.body_grace + length / limits.body_rate
            chunk, more = await _chunk(receive, deadline=deadline, room=limits.body - length)
            length += len(chunk)
            if length > limits.body_in_memory and isinstance(body, io.BytesIO):
                body = _to_disk(body)
            body.write(chunk)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body, length


async def _chunk(receive: Receive, *, deadline: float, room: int) -> tuple[bytes, bool]:
    try:
        async with asyncio.timeout_at(deadline):
            message = await receive()
    except TimeoutError:
        raise BodyTooSlowError from None
    if message["type"] == "http.disconnect":
        raise ClientGoneError
    chunk: bytes = message.get("body", b"")
    if len(chunk) > room:
        raise BodyTooLargeError
    return chunk, message.get("more_body", False)


def _to_disk(body: io.BytesIO) -> IO[bytes]:
    # No name in the file system: gone with the process, whatever ends it.
    file = TemporaryFile(prefix="parley-body-")  # noqa: SIM115 -- closed by the backend
    file.write(body.getbuffer())
    return file
