"""A service with the stand-in model, asked without a network."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parley.toxicity.perspective.access import Access
from parley.toxicity.perspective.batching import Batcher
from parley.toxicity.perspective.limits import Limits
from parley.toxicity.perspective.messages import Request, Response
from parley.toxicity.perspective.metrics import Metrics
from parley.toxicity.perspective.service import Options, Service
from parley.toxicity.perspective.suggestions import SuggestionsFile
from tests.toxicity.perspective.stand_in import StandIn

ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
BASE = "http://127.0.0.1:8100"


@dataclass(slots=True)
class Answer:
    """An answer with its body read as JSON."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def error(self) -> Any:
        error = self.json["error"]
        assert error["code"] == self.status
        return error

    @property
    def error_type(self) -> str | None:
        return next((one["errorType"] for one in self.error.get("details", ()) if "errorType" in one), None)


class Asking:
    """Asks a service of its own; `folder` is where it keeps suggested scores, `options` are its `Options`."""

    def __init__(
        self,
        folder: Path,
        *,
        access: Access | None = None,
        limits: Limits | None = None,
        suggestions_limit: int = 1_000_000,
        queue_limit: int = 2048,
        **options: Any,
    ) -> None:
        self.scorer = StandIn()
        self.metrics = Metrics()
        self.suggested = folder / "suggestions.jsonl"
        self.service = Service(
            batcher=Batcher(self.scorer, queue_limit=queue_limit, watching=self.metrics),
            suggestions=SuggestionsFile(self.suggested, limit=suggestions_limit),
            access=access,
            metrics=self.metrics,
            limits=limits,
            options=Options(**options),
            detect=lambda text: "en" if len(text) >= 12 else "und",
        )

    def close(self) -> None:
        self.scorer.go.set()
        self.service.close()

    def request(
        self,
        path: str,
        body: object = None,
        *,
        method: str = "POST",
        query: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Request:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return Request(
            method=method, path=path, query=query, headers=dict(headers or {}), body=raw, base=BASE
        )

    def ask(self, path: str, body: object = None, **more: Any) -> Answer:
        return answer_of(self.service.handle(self.request(path, body, **more)))

    def analyze(self, text: str, *attributes: str, **fields: Any) -> Answer:
        """Ask for `attributes` (TOXICITY if none is named) of `text`; `fields` join the request or replace its own."""
        named = {name: {} for name in attributes or ("TOXICITY",)}
        return self.ask(ANALYZE, {"comment": {"text": text}, "requestedAttributes": named, **fields})


def answer_of(response: Response) -> Answer:
    return Answer(response.status, dict(response.headers), response.body.decode("utf-8"))
