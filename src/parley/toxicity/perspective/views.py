"""What each address of the protocol does with a request, once it is known to be for it."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from parley.toxicity.errors import TextRefused
from parley.toxicity.perspective import refusals
from parley.toxicity.perspective.access import Access, key_of
from parley.toxicity.perspective.analyze import (
    analysis_answer,
    analysis_read,
    languages_check,
    refused_answer,
)
from parley.toxicity.perspective.batching import Batcher
from parley.toxicity.perspective.discovery import VERSION, discovery_document
from parley.toxicity.perspective.fields import json_read, query_read
from parley.toxicity.perspective.limits import Limits
from parley.toxicity.perspective.messages import Request, Response, response_json, response_text
from parley.toxicity.perspective.metrics import CONTENT_TYPE, Metrics
from parley.toxicity.perspective.suggest import Suggestion, suggestion_read
from parley.toxicity.perspective.suggestions import Suggestions, SuggestionsFullError
from parley.toxicity.perspective.waiting import Begun, Pending, answer_now

logger = logging.getLogger(__name__)
_TRUE: Final = frozenset({"true", "1"})


class Views:
    """Each takes a request and returns its answer, or one that waits for scores. Raises Refusal."""

    def __init__(
        self,
        *,
        batcher: Batcher,
        suggestions: Suggestions,
        access: Access,
        metrics: Metrics,
        limits: Limits,
        detect: Callable[[str], str] | None,
        drop_unsupported: bool,
    ) -> None:
        self._batcher = batcher
        self._suggestions = suggestions
        self._access = access
        self._metrics = metrics
        self._limits = limits
        self._detect = detect
        self._drop = drop_unsupported

    def analyze(self, request: Request) -> Begun:
        _name, query = self._admit(request)
        model = self._batcher.model
        headers = (("x-parley-model", quote(model, safe="@+.")),)
        pretty = query.get("prettyPrint", "").lower() in _TRUE
        analysis = analysis_read(json_read(request.body), model=model, limits=self._limits, drop=self._drop)

        def answered(value: Mapping[str, object]) -> Response:
            return response_json(value, headers=headers, pretty=pretty)

        unscored = languages_check(analysis)
        if unscored is not None:
            return answered(unscored)
        future = self._batcher.submit(
            analysis.comment.text, sentences=analysis.spans, any_language=analysis.any_language
        )

        def finish() -> Response:
            answer = answer_now(future)
            if isinstance(answer, TextRefused):
                return answered(refused_answer(analysis, answer))
            return answered(analysis_answer(analysis, answer))

        return Pending([future], finish)

    def suggest(self, request: Request) -> Response:
        name, _query = self._admit(request)
        suggestion = suggestion_read(json_read(request.body), limits=self._limits)
        if suggestion.store:
            try:
                self._suggestions.append(self._example(suggestion, key=name))
            except SuggestionsFullError as error:
                logger.error("The file of suggested scores is full (%s bytes)", error.limit)  # noqa: TRY400
                raise refusals.suggestions_full(error.limit) from error
            self._metrics.suggestion_stored()
        answer = {
            "detectedLanguages": [self._detect(suggestion.comment.text)] if self._detect else [],
            "requestedLanguages": list(suggestion.languages),
            "clientToken": suggestion.token,
        }
        return response_json({name: value for name, value in answer.items() if value})

    def discovery(self, request: Request) -> Response:
        version = query_read(request.query, limit=self._limits.query).get("version", VERSION)
        if version != VERSION:
            raise refusals.not_found()
        return response_json(discovery_document(address=request.base), pretty=True)

    def health(self, _request: Request) -> Response:
        if not self._batcher.healthy:
            raise refusals.overloaded()
        return response_json({"status": "ok", "model": self._batcher.model})

    def metrics(self, request: Request) -> Response:
        self._admit(request)
        return response_text(self._metrics.text(), content_type=CONTENT_TYPE)

    def missing(self, _request: Request) -> Response:
        raise refusals.not_found()

    def _admit(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """Return the caller's name and the query's parameters."""
        query = query_read(request.query, limit=self._limits.query)
        if query.get("callback"):
            raise refusals.argument_invalid("JSONP is not supported: leave out the parameter callback.")
        if not query.get("alt", "json").startswith("json"):
            raise refusals.argument_invalid("The only form of answers is alt=json.")
        name = self._access.admit(
            key=key_of(query=query, headers=request.headers),
            help_url=f"{request.base}/$discovery/rest?version={VERSION}",
        )
        return name, query

    def _example(self, suggestion: Suggestion, *, key: str) -> Mapping[str, object]:
        """What is kept of a suggestion; what was not sent is absent."""
        example = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "model": self._batcher.model,
            "text": suggestion.comment.sent,
            "type": suggestion.comment.type,
            "attributeScores": suggestion.scores,
            "context": suggestion.context,
            "languages": list(suggestion.languages),
            "communityId": suggestion.community,
            "sessionId": suggestion.session,
            "clientToken": suggestion.token,
            "key": key,
        }
        return {name: value for name, value in example.items() if value}
