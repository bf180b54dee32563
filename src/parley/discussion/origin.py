"""Protection of the public form against posts from other sites, without a cookie and so without personal pages.

Every browser of the last years says in Sec-Fetch-Site where a request comes from, and no page can forge it
(w3.org/TR/fetch-metadata). Older ones, and all on plain-http sites, send Origin with each POST. A client that
sends neither is no browser: it carries no cookies of a reader that another site could abuse.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def request_is_foreign(request: HttpRequest) -> bool:
    """Tell whether a browser sent this request on behalf of another site."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    # The public address too: a proxy in front may pass on another Host than the one readers see.
    return urlsplit(origin).netloc not in {request.get_host(), urlsplit(settings.PARLEY_URL).netloc}
