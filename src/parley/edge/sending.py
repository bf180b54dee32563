"""Sends answers that are not kept: in one piece, or piece by piece as fast as the client takes them."""

import asyncio

from parley.edge.messages import Answer, Send

_CHUNK = 64 * 1024
_BODILESS = frozenset((204, 304))


async def answer_send(
    *, answer: Answer, head: bool, timing: bytes, send: Send, stall: float, send_surrogate_keys: bool = False
) -> None:
    """Send `answer`. Raises TimeoutError when the client takes nothing for `stall` seconds."""
    headers = [pair for pair in answer.headers if send_surrogate_keys or pair[0] != b"surrogate-key"]
    headers.append((b"server-timing", timing))
    if not head and answer.status not in _BODILESS:
        headers.append((b"content-length", b"%d" % answer.length))
    body = answer.body
    try:
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if isinstance(body, bytes):
            await send({"type": "http.response.body", "body": b"" if head else body})
            return
        while chunk := b"" if head else body.read(_CHUNK):
            async with asyncio.timeout(stall):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        answer.close()
