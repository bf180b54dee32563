"""Forms as browsers post them: what is taken, and what is not even read."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from parley.kernel.http import answer_private

# A form of 100,000 characters that all need twelve characters when percent-encoded, and some room.
BODY_MAX = 2 * 1024 * 1024
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def form_problem(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to a body that is no form (415) or far too long (413); None for any other."""
    if request.content_type not in FORM_TYPES:
        return _plain(415, _("Comments are posted as a form."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_MAX:
        return _plain(413, _("That is far too long for a comment."))
    return None


def form_typed(request: HttpRequest) -> dict[str, str]:
    """Return what was typed, the last of each name."""
    return {name: str(value) for name, value in request.POST.items()}


def _plain(status: int, words: str) -> HttpResponse:
    return answer_private(HttpResponse(words, status=status, content_type="text/plain; charset=utf-8"))
