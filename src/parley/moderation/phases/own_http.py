import json
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.kernel.breaker import Breaker
from parley.kernel.clock import now
from parley.moderation.legal import legal_withholds
from parley.moderation.own_answer import OwnAnswer, own_answer_read
from parley.moderation.service import service_ask
from parley.moderation.surroundings import surroundings_of
from parley.moderation.webhook_signature import webhook_headers
from parley.toxicity.text.languages import UNDETERMINED, detect

#: What is said where the service gives neither a code nor words for the writer.
_SAID: Final = {
    "publish": Verdict(Outcome.PUBLISH, "own_http"),
    "hold": Verdict(Outcome.HOLD, "own_http", _("A moderator reads it first.")),
    "reject": Verdict(
        Outcome.REJECT, "own_http", _("A program of this site turned it away, and programs can be wrong.")
    ),
}


class OwnHttp:
    """Asks a service of the publisher's own at PARLEY_HTTP_PHASE_URL, which may publish, hold or reject a comment.

    Requests are signed, answers checked strictly; whatever else comes, or nothing in time, fails the phase.
    """

    name = "own_http"

    def __init__(self, *, breaker: Breaker | None = None) -> None:
        self._breaker = breaker or Breaker(self.name)

    def prepare(self, draft: Draft) -> Verdict | None:
        """Ask the service; None when there is none, or a legal hold is about the comment."""
        if not settings.PARLEY_HTTP_PHASE_URL or legal_withholds(draft):
            return None
        at = now()
        question = {"type": "comment.screening", "timestamp": at.isoformat(), "data": _question(draft)}
        body = json.dumps(question, ensure_ascii=False).encode()
        signed = webhook_headers(
            body=body, secret=settings.PARLEY_HTTP_PHASE_SECRET, timestamp=int(at.timestamp())
        )
        answer = service_ask(
            breaker=self._breaker,
            url=settings.PARLEY_HTTP_PHASE_URL,
            body=body,
            headers={"Content-Type": "application/json", "Accept": "application/json", **signed},
            seconds=settings.PARLEY_HTTP_PHASE_SECONDS,
        )
        return _verdict(own_answer_read(body=answer.body, text=draft.text))

    def verdict(self, submission: Submission) -> Verdict:
        found = submission.findings[self.name]
        if found is None:
            return NO_OPINION
        if not isinstance(found, Verdict):
            raise TypeError(f"{self.name} found {found!r}")
        return found


def _question(draft: Draft) -> dict[str, Any]:
    around = surroundings_of(draft=draft)
    language = detect(draft.text)
    return {
        "text": draft.text,
        "author_name": draft.author_name or None,
        "links": list(draft.links),
        "language": None if language == UNDETERMINED else language,
        "parent": None if around.parent is None else {"number": draft.parent_number, "text": around.parent},
        "thread": {
            "id": draft.thread.public_id,
            "site": draft.thread.site.slug,
            "title": around.title,
            "summary": around.summary,
            "url": around.url,
        },
    }


def _verdict(answer: OwnAnswer) -> Verdict:
    reasons = tuple(Reason(one.rule, one.version, one.score, one.begin, one.end) for one in answer.reasons)
    if answer.outcome == "no opinion":
        return replace(NO_OPINION, reasons=reasons)
    said = _SAID[answer.outcome]
    told = said.reason if answer.outcome == "publish" else answer.reason or said.reason
    return replace(said, code=answer.code or said.code, reason=told, reasons=reasons)
