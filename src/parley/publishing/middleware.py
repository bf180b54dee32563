from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from parley.kernel.http import answer_private


class PublicCacheMiddleware:
    """Keep personal answers out of shared caches, and give the newsroom's editor the policy it needs.

    Views mark what everybody may see with `answer_public`. Here that mark is taken back when the request came with
    a session: the page then shows the editor's bar, or a draft.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_config = settings.PARLEY_ADMIN_CSP  # type: ignore[attr-defined]  # noqa: SLF001 -- django-csp's own seam
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Surrogate-Key" in response:
            answer_private(response)
        return response
