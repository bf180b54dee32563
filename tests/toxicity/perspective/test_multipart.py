"""POST /batch: requests within a request."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from parley.toxicity.perspective.limits import Limits
from tests.toxicity.perspective.harness import ANALYZE, BASE, SUGGEST, Answer, Asking
from tests.toxicity.perspective.stand_in import FAILING

BOUNDARY = "===============7330845974216740156=="


def inner(text: str, *, path: str = ANALYZE, newline: str = "\n") -> str:
    body = json.dumps({"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}})
    lines = [f"POST {path}?alt=json HTTP/1.1", "Content-Type: application/json", "Host: x", "", body]
    return newline.join(lines)


def batch(*parts: str, newline: str = "\n", ids: bool = True) -> bytes:
    """Put the parts together as google-api-python-client does."""
    pieces = []
    for number, part in enumerate(parts):
        head = [f"--{BOUNDARY}", "Content-Type: application/http", "Content-Transfer-Encoding: binary"]
        head += [f"Content-ID: <b29c5de2 + {number}>"] if ids else []
        pieces.append(newline.join([*head, "", part, ""]))
    return ("".join(pieces) + f"--{BOUNDARY}--{newline}").encode()


def send(asking: Asking, body: bytes, *, path: str = "/batch", **headers: str) -> Answer:
    kind = {"content-type": f'multipart/mixed; boundary="{BOUNDARY}"'}
    return asking.ask(path, body, headers={**kind, **headers})


def parts_of(answer: Answer) -> list[tuple[str, int, Any]]:
    """Return Content-ID, status and body of each part."""
    assert answer.status == 200
    found = re.fullmatch(r"multipart/mixed; boundary=(batch_\w+)", answer.headers["content-type"])
    assert found
    pieces = answer.text.split(f"--{found[1]}")
    assert pieces[0] == ""
    assert pieces[-1] == "--\r\n"
    parts = []
    for piece in pieces[1:-1]:
        head, status_and_headers, body = piece.strip("\r\n").split("\r\n\r\n", 2)
        content_id = re.search(r"Content-ID: (.+)", head)
        status = int(status_and_headers.split(" ", 2)[1])
        parts.append((content_id[1].strip() if content_id else "", status, json.loads(body)))
    return parts


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("path", ["/batch", "/batch/commentanalyzer/v1alpha1"])
def test_each_part_is_answered_under_its_name(asking: Asking, newline: str, path: str) -> None:
    texts = ["You idiot, you fool.", "A fine day to you.", "Idiot, said the man."]
    body = batch(*(inner(text, newline=newline) for text in texts), newline=newline)
    parts = parts_of(send(asking, body, path=path))
    assert [name for name, _, _ in parts] == [f"<response-b29c5de2 + {number}>" for number in range(3)]
    scores = [part["attributeScores"]["TOXICITY"]["summaryScore"]["value"] for _, _, part in parts]
    assert scores == [0.75, 0.02, 0.5]


def test_one_parts_failure_harms_no_other(asking: Asking) -> None:
    body = batch(
        inner("You idiot, you fool."),
        inner(""),
        "this is no request at all",
        inner("x", path="/v1alpha1/comments:nothing"),
        inner("x", path="/batch"),
        inner(FAILING),
        "GET /healthz HTTP/1.1\n",
        inner("Idiot, said the man."),
    )
    assert [status for _, status, _ in parts_of(send(asking, body))] == [
        200,
        400,
        400,
        404,
        400,
        500,
        200,
        200,
    ]


def test_the_parts_of_a_batch_are_scored_together(asking: Asking) -> None:
    asking.scorer.go.clear()
    begun = asking.service._begin(
        asking.request(
            "/batch",
            batch(*(inner(f"Comment number {number}.") for number in range(25))),
            headers={"content-type": f"multipart/mixed; boundary={BOUNDARY}"},
        )
    )
    asking.scorer.go.set()
    assert len(begun.futures) == 25  # type: ignore[union-attr]
    for future in begun.futures:  # type: ignore[union-attr]
        future.result(30)
    assert len(asking.scorer.batches) < 25


def test_parts_may_do_without_a_name_and_have_addresses_in_full(asking: Asking) -> None:
    body = batch(inner("Idiot, said the man.", path=f"{BASE}{ANALYZE}"), ids=False)
    assert [(name, status) for name, status, _ in parts_of(send(asking, body))] == [("", 200)]


def test_paths_behind_a_mount_are_understood(asking_with: Callable[..., Asking]) -> None:
    asking = asking_with(public_url="https://news.example/scores/")
    body = batch(inner("Idiot, said the man.", path=f"/scores{ANALYZE}"))
    assert [status for _, status, _ in parts_of(send(asking, body))] == [200]


def test_suggested_scores_come_in_batches_too(asking: Asking) -> None:
    wanted = {"comment": {"text": "You."}, "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}}}
    part = f"POST {SUGGEST} HTTP/1.1\nContent-Type: application/json\n\n{json.dumps(wanted)}"
    assert [status for _, status, _ in parts_of(send(asking, batch(part, part)))] == [200, 200]
    assert len(asking.suggested.read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/mixed", batch(inner("x"))),
        ("multipart/mixed; boundary=other", batch(inner("x"))),
        (f'multipart/mixed; boundary="{BOUNDARY}"', b""),
        (f'multipart/mixed; boundary="{BOUNDARY}"', batch(inner("x")).replace(b"==--", b"==")),
        (f'multipart/mixed; boundary="{BOUNDARY}"', batch(*["x"] * 101)),
        (f'multipart/mixed; boundary="{"x" * 300}"', b"--" + b"x" * 300),
    ],
    ids=[
        "no multipart",
        "no boundary",
        "another boundary",
        "empty",
        "cut off",
        "too many parts",
        "long boundary",
    ],
)
def test_what_is_no_batch_is_refused_whole(asking: Asking, content_type: str, body: bytes) -> None:
    answer = asking.ask("/batch", body, headers={"content-type": content_type})
    assert (answer.status, answer.error["status"]) == (400, "INVALID_ARGUMENT")


def test_headers_can_not_be_smuggled_into_the_answer(asking: Asking) -> None:
    body = batch(inner("x")).replace(b"<b29c5de2 + 0>", b"<a\r\n b>")
    (part,) = parts_of(send(asking, body))
    assert part[:2] == ("<response-a b>", 200)
    body = batch(inner("x")).replace(b"<b29c5de2 + 0>", b"<a> x: y")
    assert parts_of(send(asking, body))[0][0] == ""


def test_a_part_may_have_as_much_as_a_request(asking_with: Callable[..., Asking]) -> None:
    asking = asking_with(limits=Limits(body=500))
    body = batch(inner("x" * 600), inner("Idiot, said the man."))
    assert [status for _, status, _ in parts_of(send(asking, body))] == [413, 200]
