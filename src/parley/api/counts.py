"""How many comments pages have, for lists of them."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from parley.api.inputs import SLUG, Keys, ThreadIds
from parley.api.problems import ProblemCode, problem, problems
from parley.api.schemas import CountOut, CountsOut
from parley.discussion.models import Site
from parley.discussion.queries_sites import COUNTS_MAX, PageCount, counts_by_key, counts_by_thread
from parley.kernel.http import answer_public

router = Router(tags=["threads"])
KEPT_SECONDS = 300


@router.get(
    "/counts",
    operation_id="count_list",
    response={200: CountsOut, **problems(422)},
    summary="Count the comments of many threads",
)
def count_list(
    request: HttpRequest,
    site: Annotated[
        str, Query(pattern=f"^$|{SLUG}", max_length=50, description="Short name of the site of the keys.")
    ] = "",
    key: Keys = [],  # noqa: B006 -- django-ninja copies it
    thread: ThreadIds = [],  # noqa: B006
) -> HttpResponse:
    """Count the comments of up to 100 threads, named by a site and keys, or by their ids.

    The counts come in the order of the question, keys first. What is not there has none.
    """
    if len(key) + len(thread) > COUNTS_MAX or (key and not site):
        return _wrong(site)
    counts: list[PageCount] = []
    names: list[str] = []
    if key:
        counts += counts_by_key(slug=site, keys=key)
        names.append(Site(slug=site).surrogate_key)
    if thread:
        counts += counts_by_thread(public_ids=thread)
    names += [f"thread:{one.thread_id}" for one in counts if one.thread_id]
    out = CountsOut(
        counts=[
            CountOut(key=one.key or None, thread=one.thread_id, comment_count=one.comment_count)
            for one in counts
        ]
    )
    response = HttpResponse(out.model_dump_json(), content_type="application/json")
    return answer_public(response, keys=names, seconds=KEPT_SECONDS)


def _wrong(site: str) -> HttpResponse:
    field, message = "key", _("At most 100 counts are given at once.")
    if not site:
        field, message = "site", _("Keys are those of a site, which has to be named.")
    error = {"field": field, "code": "counts", "message": message}
    return problem(status=422, code=ProblemCode.WRONG_SHAPE, detail=message, errors=[error])
