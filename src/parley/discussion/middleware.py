from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from parley.discussion.waiting import COOKIE, waiting_asked
from parley.kernel.http import answer_private


class WaitingMiddleware:
    """Keep answers that show a reader's own waiting comment out of every cache and every search engine.

    Forgets the cookie when the page found nothing waiting any more (`thread_show` says so on the request), so that the
    reader's next visit is served from the cache again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if waiting_asked(request):
            answer_private(response)
            response["X-Robots-Tag"] = "noindex"
            if COOKIE in request.COOKIES and getattr(request, "nothing_waits", False):
                response.delete_cookie(COOKIE, path=request.path, samesite="Lax")
        return response
