"""Small files that programs look for at fixed addresses."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from parley.kernel.http import answer_public
from parley.publishing.models.base import PUBLIC_SECONDS

# Rooms of the staff, and addresses that only repeat what stands elsewhere.
_DISALLOWED = ("/admin/", "/api/", "/search/", "/threads/")


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in _DISALLOWED),
        "",
        f"Sitemap: {settings.PARLEY_URL}/sitemap.xml",
        f"Sitemap: {settings.PARLEY_URL}/news-sitemap.xml",
        "",
    ]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    return answer_public(response, keys=[], seconds=PUBLIC_SECONDS)


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Lead programs that ask without reading the page to the icon."""
    response = HttpResponsePermanentRedirect(static("publishing/favicon.svg"))
    return answer_public(response, keys=[], seconds=PUBLIC_SECONDS)
