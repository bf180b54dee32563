"""Protection of public forms and of the API against posts from other sites, without a cookie and so without personal
pages.

Every browser of the last years says in Sec-Fetch-Site where a request comes from, and no page can forge it
(w3.org/TR/fetch-metadata). Older ones, and all on plain-http sites, send Origin with each POST. A client that
sends neither is no browser: it carries no cookies of a reader that another site could abuse.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from parley.discussion.models import Thread


def request_is_foreign(request: HttpRequest, thread: Thread | None = None) -> bool:
    """Tell whether a browser sent this request on behalf of a site that has no business with the thread.

    Our own pages have, and those of the thread's site whose origins are registered (one query, for those alone).
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if fetch_site is not None:
        if fetch_site in {"same-origin", "none"}:
            return False
    elif origin is None or _is_own(request, origin):
        return False
    return (
        origin is None or thread is None or not origin_is_listed(origin=origin, origins=thread.site.origins)
    )


def origin_is_listed(*, origin: str, origins: object) -> bool:
    """Tell whether a browser's Origin is one of a site's. "null" never is: any page can come as that."""
    return isinstance(origins, list) and origin != "null" and origin in origins


def _is_own(request: HttpRequest, origin: str) -> bool:
    # The public address too: a proxy in front may pass on another Host than the one readers see.
    return urlsplit(origin).netloc in {request.get_host(), urlsplit(settings.PARLEY_URL).netloc}
