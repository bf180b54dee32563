from enum import Enum

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict
from parley.kernel.breaker import Breaker, BreakerOpenError
from parley.kernel.clock import now
from parley.kernel.outgoing import OutgoingRefusedError
from parley.moderation.legal import legal_withholds
from parley.moderation.llm import (
    LlmOpinion,
    LlmQuestion,
    llm_opinion,
    llm_question,
    llm_tokens_used,
    llm_version,
)
from parley.moderation.llm_tokens import tokens_reserve
from parley.moderation.service import ServiceStatusError, service_ask
from parley.moderation.surroundings import surroundings_of

_ANSWER_MAX = 256 * 1024  # bytes; some services send what the model thought, too


class Skipped(Enum):
    """Why the model was not asked."""

    OFF = "off"
    LEGAL = "under a legal hold"
    OVER_LIMIT = "over limit"


class OwnLlm:
    """Holds a comment that the language model at PARLEY_LLM_URL finds should be read by a person first.

    It can do nothing else: not publish, not reject. Once PARLEY_LLM_TOKENS_PER_DAY are used up, comments are held
    unasked, or pass if PARLEY_LLM_OVER_LIMIT says so.
    """

    name = "own_llm"

    def __init__(self, *, breaker: Breaker | None = None) -> None:
        self._breaker = breaker or Breaker(self.name)

    def prepare(self, draft: Draft) -> LlmOpinion | Skipped:
        """Ask the model."""
        if not settings.PARLEY_LLM_URL:
            return Skipped.OFF
        if legal_withholds(draft):
            return Skipped.LEGAL
        model, prompt = settings.PARLEY_LLM_MODEL, settings.PARLEY_LLM_PROMPT
        question = llm_question(
            text=draft.text,
            around=surroundings_of(draft=draft),
            model=model,
            prompt=prompt,
            options=settings.PARLEY_LLM_OPTIONS,
        )
        body = self._ask(question)
        if body is None:
            return Skipped.OVER_LIMIT
        return llm_opinion(body=body, text=draft.text, version=llm_version(model=model, prompt=prompt))

    def verdict(self, submission: Submission) -> Verdict:
        found = submission.findings[self.name]
        if found in {Skipped.OFF, Skipped.LEGAL}:
            return NO_OPINION
        if found is Skipped.OVER_LIMIT:
            if settings.PARLEY_LLM_OVER_LIMIT == "pass":
                return NO_OPINION
            return Verdict(Outcome.HOLD, "llm_limit", _("A moderator reads it first."))
        if not isinstance(found, LlmOpinion):
            raise TypeError(f"{self.name} found {found!r}")
        if not found.is_held:
            return NO_OPINION
        return Verdict(
            Outcome.HOLD,
            "llm",
            _("A moderator reads it first. A program chose it for that, and programs can be wrong."),
            reasons=found.reasons,
        )

    def _ask(self, question: LlmQuestion) -> bytes | None:
        """Return the answer; None where the day's tokens do not suffice. Counts what it cost."""
        reserved = tokens_reserve(
            tokens=question.tokens_most, per_day=settings.PARLEY_LLM_TOKENS_PER_DAY, at=now()
        )
        if reserved is None:
            return None
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if settings.PARLEY_LLM_KEY:
            headers["Authorization"] = f"Bearer {settings.PARLEY_LLM_KEY}"
        try:
            answer = service_ask(
                breaker=self._breaker,
                url=settings.PARLEY_LLM_URL,
                body=question.body,
                headers=headers,
                seconds=settings.PARLEY_LLM_SECONDS,
                answer_max=_ANSWER_MAX,
            )
        except (BreakerOpenError, OutgoingRefusedError, ServiceStatusError):
            reserved.settle(used=0)  # not asked, or refused: nothing that anybody is charged for
            raise
        used = llm_tokens_used(body=answer.body)
        if used is not None:
            reserved.settle(used=used)
        return answer.body
