from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import InvalidPage, Paginator
from django.db.models import QuerySet
from django.http import Http404

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Pagination:
    """One page of a list. Addresses are "" where there is no such page; `path` may carry no query of its own."""

    number: int
    pages: int
    count: int
    path: str
    query: str = ""

    def url(self, number: int) -> str:
        """Return the address of another page; the first has no number in it."""
        pairs = ([("q", self.query)] if self.query else []) + ([("page", number)] if number > 1 else [])
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    @property
    def canonical_url(self) -> str:
        """The full public address of this very page of the list."""
        return f"{settings.PARLEY_URL}{self.url(self.number)}"

    @property
    def previous_url(self) -> str:
        return self.url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(self.number + 1) if self.number < self.pages else ""

    @property
    def first_url(self) -> str:
        return self.url(1) if self.number > 1 else ""

    @property
    def last_url(self) -> str:
        return self.url(self.pages) if self.number < self.pages else ""


def paginate(
    items: "QuerySet[Any] | Sequence[Any]", *, parameters: Mapping[str, str], path: str, query: str = ""
) -> tuple[list[Any], Pagination]:
    """Cut out the page that `parameters` ask for; two queries. Raises Http404 for a page that does not exist."""
    paginator = Paginator(items, PAGE_SIZE)
    try:
        page = paginator.page(parameters.get("page", "1"))
    except InvalidPage as error:
        raise Http404(str(error)) from error
    pagination = Pagination(
        number=page.number, pages=paginator.num_pages, count=paginator.count, path=path, query=query
    )
    return list(page.object_list), pagination
