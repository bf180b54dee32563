"""Real clients against a real server over loopback, as their users run them: only the address and key changed."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from googleapiclient import discovery
from googleapiclient.errors import HttpError

from parley.toxicity.perspective.keys import KeyFile
from parley.toxicity.perspective.limits import MIB
from parley.toxicity.perspective.places import keys_path
from tests.toxicity.perspective.harness import ANALYZE
from tests.toxicity.perspective.live import PATIENCE, ROOT, LiveServer
from tests.toxicity.perspective.stand_in import score_of

pytestmark = pytest.mark.server
DISCOVERY = "/$discovery/rest?version=v1alpha1"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("live")
    return folder, KeyFile(keys_path(folder)).add("tests")


@pytest.fixture(scope="module")
def server(key: tuple[Path, str]) -> Iterator[LiveServer]:
    folder, secret = key
    with LiveServer(folder) as server:
        yield server
    assert "Traceback" not in server.output
    assert secret not in server.output
    assert "You idiot" not in server.output


@pytest.fixture(scope="module")
def http(server: LiveServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=PATIENCE) as http:
        yield http


@pytest.fixture(scope="module")
def python_client(server: LiveServer, key: tuple[Path, str]) -> Iterator[Any]:
    """google-api-python-client, built as the documentation of Perspective said."""
    client = discovery.build(
        "commentanalyzer",
        "v1alpha1",
        developerKey=key[1],
        discoveryServiceUrl=f"{server.url}{DISCOVERY}",
        static_discovery=False,
    )
    yield client
    client.close()


def request(text: str, **fields: Any) -> dict[str, Any]:
    return {"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}, **fields}


def test_google_api_python_client_by_address(python_client: Any) -> None:
    answer = (
        python_client.comments().analyze(body=request("You idiot, you fool.", spanAnnotations=True)).execute()
    )
    assert answer["attributeScores"]["TOXICITY"]["summaryScore"] == {"value": 0.75, "type": "PROBABILITY"}
    suggested = python_client.comments().suggestscore(
        body={
            "comment": {"text": "You idiot."},
            "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
            "clientToken": "t",
        }
    )
    assert suggested.execute()["clientToken"] == "t"


def test_google_api_python_client_from_a_document(
    server: LiveServer, key: tuple[Path, str], http: httpx.Client
) -> None:
    document = http.get(DISCOVERY).json()
    # One may also keep a document from elsewhere and name the address beside it.
    document["rootUrl"] = "https://commentanalyzer.googleapis.com/"
    with discovery.build_from_document(
        document, developerKey=key[1], client_options={"api_endpoint": server.url}
    ) as client:
        answer = client.comments().analyze(body=request("You idiot, you fool.")).execute()
    assert answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.75


def test_google_api_python_client_reads_our_errors(python_client: Any) -> None:
    with pytest.raises(HttpError) as caught:
        python_client.comments().analyze(body=request("You idiot.", languages=["om"])).execute()
    assert caught.value.resp.status == 400
    assert caught.value.reason == "Attribute TOXICITY does not support request languages: om"
    assert caught.value.error_details[0]["errorType"] == "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"


def test_google_api_python_client_in_batches(python_client: Any) -> None:
    """As RealToxicityPrompts and HELM ask: 25 at once, sentences too, each answer to its own callback."""
    answers: dict[str, Any] = {}

    def keep(name: str, answer: Any, error: Exception | None) -> None:
        answers[name] = error or answer

    texts = {f"n{number}": "Hello there, 🎉 you. " + "You idiot. " * (number % 4) for number in range(24)}
    batch = python_client.new_batch_http_request()
    for name, text in {**texts, "empty": ""}.items():
        body = request(text, spanAnnotations=True, languages=["en"])
        batch.add(python_client.comments().analyze(body=body), callback=keep, request_id=name)
    batch.execute()
    assert isinstance(answers.pop("empty"), HttpError)
    for name, text in texts.items():
        scores = answers[name]["attributeScores"]["TOXICITY"]
        assert scores["summaryScore"]["value"] == score_of(text)
        assert all({"begin", "end"} <= set(span) for span in scores["spanScores"])


def test_helm_names_the_parts_of_a_batch_by_their_texts(python_client: Any) -> None:
    """Names of a hundred thousand letters, then; and its request goes on where one text has no score."""
    answers: dict[str, Any] = {}

    def keep(name: str, answer: Any, error: Exception | None) -> None:
        answers[name] = error or answer

    texts = [
        "You idiot, you fool.",
        "идиот <a> + b\n" * 900,
        "🎉 fine, thanks; a, b " * 700,
        "x" * 20_480,
        "é" * 20_480,
    ]
    batch = python_client.new_batch_http_request()
    for text in texts:
        batch.add(
            python_client.comments().analyze(body=request(text, languages=["en"])),
            callback=keep,
            request_id=text,
        )
    batch.execute()
    assert list(answers) == texts
    assert isinstance(answers.pop(texts[-1]), HttpError)
    assert all(answer["attributeScores"] for answer in answers.values())


def test_npm_googleapis_discover_api(server: LiveServer, key: tuple[Path, str]) -> None:
    """As OSMod and Perspective's own Node example: google.discoverAPI, which is googleapis-common's Discovery."""
    if shutil.which("node") is None or not (ROOT / "node_modules" / "googleapis-common").exists():
        pytest.skip("node or the npm package googleapis-common is missing: `make test` installs it")
    script = Path(__file__).with_name("discover_api.cjs")
    done = subprocess.run(
        ["node", str(script), f"{server.url}{DISCOVERY}", key[1]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["analyze"]["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.75
    assert len(said["analyze"]["attributeScores"]["TOXICITY"]["spanScores"]) == 2
    assert said["suggestscore"]["clientToken"] == "t"
    assert said["error"] == [400, "Unknown requested attribute: SPAM"]


def test_a_key_is_needed_and_the_document_names_the_address_asked(
    server: LiveServer, http: httpx.Client
) -> None:
    assert http.post(ANALYZE, json=request("You idiot.")).status_code == 403
    assert http.get(DISCOVERY).json()["rootUrl"] == f"{server.url}/"
    strange = http.get(DISCOVERY, headers={"host": 'evil"/x y'}).json()
    assert strange["rootUrl"].startswith(server.url.rsplit(":", 1)[0])


def test_addresses_may_be_percent_encoded(http: httpx.Client, key: tuple[Path, str]) -> None:
    answer = http.post(f"/v1alpha1/comments%3Aanalyze?key={key[1]}", json=request("You idiot, you fool."))
    assert answer.status_code == 200
    assert http.get("/%24discovery/rest").status_code == 200


def test_many_at_once_get_each_their_own_answer(http: httpx.Client, key: tuple[Path, str]) -> None:
    def ask(number: int) -> float:
        text = f"Comment number {number}. " + "You idiot. " * (number % 5)
        answer = http.post(ANALYZE, params={"key": key[1]}, json=request(text))
        value: float = answer.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"]
        return value

    with ThreadPoolExecutor(8) as pool:
        values = list(pool.map(ask, range(80)))
    assert values == [score_of("idiot " * (number % 5)) for number in range(80)]


def test_a_body_too_large_is_refused_before_it_is_sent_whole(server: LiveServer) -> None:
    address = urlsplit(server.url)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=PATIENCE)
    connection.putrequest("POST", ANALYZE)
    connection.putheader("Content-Length", str(500 * MIB))
    connection.endheaders(b"{")
    answer = connection.getresponse()
    assert answer.status == 413
    assert json.load(answer)["error"]["status"] == "INVALID_ARGUMENT"
    connection.close()


def test_a_client_that_leaves_harms_nobody(
    server: LiveServer, http: httpx.Client, key: tuple[Path, str]
) -> None:
    address = urlsplit(server.url)
    for head in (
        b"POST /v1alpha1/comments:analyze HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{",
        b"GET",
    ):
        with socket.create_connection((str(address.hostname), address.port or 80), PATIENCE) as gone:
            gone.sendall(head)
    assert http.post(ANALYZE, params={"key": key[1]}, json=request("You idiot, you.")).status_code == 200


def test_metrics_count_and_tell_nothing(http: httpx.Client, key: tuple[Path, str]) -> None:
    http.post(ANALYZE, params={"key": key[1]}, json=request("You idiot, you."))
    text = http.get("/metrics", params={"key": key[1]}).text
    assert 'parley_toxicity_requests_total{code="200",method="analyze"}' in text
    assert "parley_toxicity_batch_texts_bucket" in text
    assert 'parley_toxicity_model{model="standin@0a1b2c3d"} 1.0' in text
    assert "idiot" not in text
    assert key[1] not in text
    assert http.head("/healthz").text == ""


def test_ctrl_c_ends_it_in_order(tmp_path: Path) -> None:
    with LiveServer(tmp_path, "--open") as server:
        assert "curl" in server.output
        answer = httpx.post(
            f"{server.url}{ANALYZE}?key=any", json=request("You idiot, you."), timeout=PATIENCE
        )
        assert answer.status_code == 200
        assert server.stop() == 0
    assert "Traceback" not in server.output
