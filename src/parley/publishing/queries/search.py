import re
from collections.abc import Sequence

from parley.publishing.models import Article
from parley.publishing.queries.articles import articles_listed

QUERY_MAX = 200
# Nobody reads the eleventh page of results, and counting further costs time on each request.
RESULTS_MAX = 200
_WORD = re.compile(r"\w+")


def articles_search(*, query: str) -> Sequence[Article]:
    """Return the articles that contain all words of `query`, the best match first, at most RESULTS_MAX.

    Only words are looked for: the search index of SQLite takes a stray quotation mark for syntax and fails.
    """
    words = _WORD.findall(query)
    if not words:
        return []
    results: Sequence[Article] = articles_listed().search(" ".join(words), operator="and")[:RESULTS_MAX]
    return results
