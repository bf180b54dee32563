"""Threads: reading one, finding it by its page, and making it for a page of another site."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from parley.api.inputs import Key, SiteSlug, ThreadId
from parley.api.once import once
from parley.api.presenting import answer_of, answer_to_one, sequence_of, thread_out
from parley.api.problems import ProblemCode, field_errors, missing_kept, problem, problems
from parley.api.schemas import ThreadOut
from parley.api.schemas_writing import ThreadIn
from parley.discussion.actions.sites import ThreadRefused, thread_open
from parley.discussion.found import thread_or_404
from parley.discussion.guests import guest_of
from parley.discussion.models import OWN_SITE, Site, Thread
from parley.discussion.origin import origin_is_listed
from parley.discussion.queries_sites import site_find, thread_by_key
from parley.kernel.ratelimit import Rate, rate_limit_take

router = Router(tags=["threads"])


@router.get(
    "/threads/{thread_id}",
    operation_id="thread_read",
    response={200: ThreadOut, **problems(404)},
    summary="Read a thread",
)
def thread_read(request: HttpRequest, thread_id: ThreadId) -> HttpResponse:
    """Read what is known of a thread besides its comments, and a token with which to post one."""
    thread = thread_or_404(thread_id)
    return answer_of(thread_out(thread, sequence=sequence_of(thread)), thread=thread)


@router.get(
    "/sites/{site}/thread",
    operation_id="site_thread_read",
    response={200: ThreadOut, **problems(404, 422)},
    summary="Find the thread of a page",
)
def site_thread_read(request: HttpRequest, site: SiteSlug, key: Key) -> HttpResponse:
    """Find a thread by its site and its page's key, also by a key the page had before it moved."""
    thread = thread_by_key(slug=site, key=key)
    if thread is None:
        return thread_unknown(site)
    return answer_of(thread_out(thread, sequence=sequence_of(thread)), thread=thread)


@router.post(
    "/sites/{site}/threads",
    operation_id="thread_open",
    response={200: ThreadOut, 201: ThreadOut, **problems(400, 403, 404, 409, 413, 415, 422, 429, 503)},
    summary="Make the thread of an outside page",
)
def thread_make(request: HttpRequest, site: SiteSlug, body: ThreadIn) -> HttpResponse:
    """Make the thread of a page when its first reader opens it: 201 when it is new, 200 when it was there.

    Only from one of the site's origins, and for an address on one of them. What is there already stays as it is, but
    for a thread without title that nobody has written in.
    """
    found = site_find(slug=site)
    if found is None or found.slug == OWN_SITE:
        raise Http404
    if not origin_is_listed(origin=request.headers.get("Origin", ""), origins=found.origins):
        detail = _("Threads of this site are made by its own pages, as the header Origin tells.")
        return problem(status=403, code=ProblemCode.FOREIGN_ORIGIN, detail=detail)
    refused = _rate_refusal(request)
    if refused is not None:
        return refused
    return once(request, lambda: _opened(found, body))


def thread_unknown(site: str) -> HttpResponse:
    """Answer that the page has no thread yet. Kept for all who ask, until the site gets a new one."""
    return missing_kept(
        problem(status=404, code=ProblemCode.THREAD_UNKNOWN, detail=_("This page has no thread yet.")),
        keys=[Site(slug=site).surrogate_key],
    )


def _opened(site: Site, body: ThreadIn) -> HttpResponse:
    try:
        opened = thread_open(site=site, key=body.key, title=body.title, url=body.url)
    except ThreadRefused as refused:
        errors = field_errors(refused.errors)
        detail = " ".join(one["message"] for one in errors)
        return problem(status=422, code=ProblemCode.THREAD_REFUSED, detail=detail, errors=errors)
    thread = opened.thread
    if thread.state == Thread.State.HIDDEN:
        raise Http404
    out = thread_out(thread, sequence=sequence_of(thread))
    response = answer_to_one(out, status=201 if opened.is_new else 200)
    response["Location"] = f"/api/v1/threads/{thread.public_id}"
    return response


def _rate_refusal(request: HttpRequest) -> HttpResponse | None:
    rate = Rate.parse(settings.PARLEY_THREAD_RATE)
    taken = rate_limit_take(bucket="thread", key=guest_of(request).network, rate=rate)
    if taken.allowed:
        return None
    detail = _("Too many new pages from one network. Please wait a little.")
    response = problem(status=429, code=ProblemCode.TOO_MANY, detail=detail)
    response["Retry-After"] = str(max(1, taken.retry_after_seconds))
    return response
