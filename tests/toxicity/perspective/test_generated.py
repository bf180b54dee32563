"""Whatever is sent, the answer is a score or an error of the client's: never a 5xx, never bytes that can't be read.

GENERATED_REQUESTS=50000 asks more often, GENERATED_SEED otherwise.
"""

import json
import os
from collections import Counter

from tests.toxicity.perspective.generated import Generator
from tests.toxicity.perspective.harness import Asking

COUNT = int(os.environ.get("GENERATED_REQUESTS", "2000"))
SEED = int(os.environ.get("GENERATED_SEED", "1"))


def test_no_request_makes_the_server_fail(asking: Asking) -> None:
    statuses: Counter[int] = Counter()
    for number, request in enumerate(Generator(SEED).requests(COUNT)):
        response = asking.service.handle(request)
        statuses[response.status] += 1
        kind = dict(response.headers)["content-type"]
        assert response.status < 500, f"request {number} of seed {SEED}: {request!r:.2000}"
        if kind.startswith("application/json"):
            answer = json.loads(response.body)
            assert ("error" in answer) == (response.status >= 400)
        elif kind.startswith("multipart/mixed"):
            assert b"HTTP/1.1 5" not in response.body, f"request {number} of seed {SEED}: {request!r:.2000}"
    # It would prove nothing if nearly all were refused at the door.
    assert statuses[200] > COUNT / 8
    assert statuses[400] > COUNT / 8
