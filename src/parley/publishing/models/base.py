from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page

from parley.kernel.http import answer_public

# A page that nothing dated ends may stay in shared caches this long; it is dropped by key when it changes.
PUBLIC_SECONDS = 86_400
# First parts of the site's own addresses; see parley.project.urls and parley.publishing.urls.
RESERVED_SLUGS = frozenset(
    {"admin", "api", "archive", "authors", "documents", "media", "search", "static", "threads", "topics"}
)
# Of sections and plain pages in Wagtail's tree: below its root and the front page.
TOP_DEPTH = 3


class PublicPage(Page):
    """A page of the site: knows its address, and answers so that shared caches may keep the answer.

    What its template shows is put together by `page_context` hooks, so that the tables know nothing of the queries:
    a hook takes (page, request) and returns a dict; "surrogate_keys" and "public_seconds" in it go into the headers.
    """

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        # A page right under the front page shares its address with the rooms of the site, which come first.
        if self.depth == TOP_DEPTH and self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": _("This address belongs to the site itself. Please choose another.")}
            )

    @cached_property
    def path_url(self) -> str:
        """The path on our own site, such as /news/bridge-closed/; "" for a page outside every site."""
        parts = self.get_url_parts()
        return parts[2] or "" if parts else ""

    @property
    def canonical_url(self) -> str:
        """The full public address, whatever host name the request came in by."""
        return f"{settings.PARLEY_URL}{self.path_url}"

    @property
    def surrogate_key(self) -> str:
        """The key under which cached answers that show this page are dropped."""
        return f"page:{self.pk}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        for hook in hooks.get_hooks("page_context"):
            context.update(hook(self, request))
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().serve(request, *args, **kwargs)
        context: dict[str, Any] = getattr(response, "context_data", None) or {}
        return answer_public(
            response,
            keys=context.get("surrogate_keys", [self.surrogate_key]),
            seconds=context.get("public_seconds", PUBLIC_SECONDS),
        )
