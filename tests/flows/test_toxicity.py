"""A real server with the shipped model: it holds abuse, lets the rest pass, and answers the Perspective protocol."""

import re
from pathlib import Path

import httpx
import pytest

from parley.toxicity.perspective.keys import KeyFile
from parley.toxicity.perspective.places import keys_path
from tests.flows.articles import article_with_thread
from tests.servers import ParleyServer

pytestmark = [pytest.mark.server, pytest.mark.slow]
ABUSE = "You are a stupid fucking idiot and everybody hates you."


def test_a_server_with_the_shipped_model(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with ParleyServer(data=data, PARLEY_TOXICITY_TIER="accurate") as server:
        found = re.search(
            r'action="/threads/(\w+)/comments/"', httpx.get(article_with_thread(server.url)).text
        )
        assert found
        thread = f"{server.url}/api/v1/threads/{found[1]}"
        token = httpx.get(thread).json()["token"]

        def post(text: str) -> httpx.Response:
            body = {"author_name": "Ada", "text": text, "token": token}
            return httpx.post(f"{thread}/comments", json=body, timeout=60)

        fine = post("The ferry was on time again this morning, which is good news for the island.")
        assert fine.status_code == 201, fine.text
        held = post(ABUSE)
        assert (held.status_code, held.json()["code"]) == (202, "toxicity"), held.text
        key = KeyFile(keys_path(data)).add("forum")
        asked = {"comment": {"text": ABUSE}, "requestedAttributes": {"TOXICITY": {}}}
        answer = httpx.post(f"{server.url}/v1alpha1/comments:analyze?key={key}", json=asked, timeout=60)
        assert answer.status_code == 200, answer.text
        assert answer.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"] > 0.5
        assert httpx.post(f"{server.url}/v1alpha1/comments:analyze", json=asked).status_code == 403
        assert (
            httpx.get(f"{server.url}/$discovery/rest?version=v1alpha1").json()["rootUrl"] == f"{server.url}/"
        )
