from collections.abc import Sequence

from parley.publishing.models import Article
from parley.publishing.queries.articles import articles_listed

QUERY_MAX = 200
# Nobody reads the eleventh page of results, and counting further costs time on each request.
RESULTS_MAX = 200


def articles_search(*, query: str) -> Sequence[Article]:
    """Return the articles that contain all words of `query`, the best match first, at most RESULTS_MAX."""
    found = articles_listed().search(query, operator="and")
    results: Sequence[Article] = found[:RESULTS_MAX]
    return results
