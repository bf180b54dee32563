"""Outside sites, and the threads of their pages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parley.discussion.events import origins_announce, thread_announce
from parley.discussion.models import OWN_SITE, Site, Thread, ThreadAlias
from parley.discussion.refusals import FieldError
from parley.discussion.site_addresses import ORIGINS_MAX, address_origin, origin_normalise
from parley.kernel.clock import now
from parley.kernel.text import plain_text_clean

KEY_MAX = 255
TITLE_MAX = 300
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class SiteRefused(ValueError):  # noqa: N818 -- named for what the person reads
    """The site was not written; the sentence says why."""


class ThreadRefused(Exception):  # noqa: N818 -- it is an answer to the page, not a fault
    """No thread was made for an outside page. `errors` say why."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = list(errors)
        super().__init__("; ".join(error.code for error in self.errors))


@dataclass(frozen=True, slots=True)
class Opened:
    """The thread of an outside page, and whether it is new."""

    thread: Thread
    is_new: bool


@transaction.atomic
def site_add(*, slug: str, name: str, origins: Iterable[str], url: str = "") -> Site:
    """Register an outside site. Raises SiteRefused."""
    if not _SLUG.fullmatch(slug) or len(slug) > 50:  # noqa: PLR2004 -- the column's length
        raise SiteRefused(
            "A short name is at most 50 small letters and digits with single hyphens between, such as my-blog."
        )
    if Site.objects.filter(slug=slug).exists():
        raise SiteRefused(f"There is a site {slug} already. Change it with `parley site set`.")
    site = Site(slug=slug, name=_name(name) or slug, url=_url(url), origins=_origins(origins))
    site.save(force_insert=True)
    origins_announce(site=site)
    return site


@transaction.atomic
def site_update(
    *, site: Site, name: str | None = None, url: str | None = None, origins: Iterable[str] | None = None
) -> Site:
    """Change what is given and leave the rest. Raises SiteRefused."""
    locked = Site.objects.select_for_update().get(pk=site.pk)
    if name is not None:
        locked.name = _name(name) or locked.slug
    if url is not None:
        locked.url = _url(url)
    if origins is not None:
        locked.origins = _origins(origins)
    locked.save(update_fields=["name", "url", "origins"])
    origins_announce(site=locked)
    return locked


@transaction.atomic
def site_remove(*, site: Site) -> None:
    """Remove a site that has no threads. Raises SiteRefused for others, and for our own."""
    if site.slug == OWN_SITE:
        raise SiteRefused("The newsroom's own site can't be removed.")
    count = Thread.objects.filter(site=site).count()
    if count:
        raise SiteRefused(
            f"The site {site.slug} has {count} threads, which are other people's words; it stays."
        )
    site.delete()
    site.origins = []
    origins_announce(site=site)


@transaction.atomic
def thread_open(*, site: Site, key: str, title: str, url: str) -> Opened:
    """Make the thread of an outside page if there is none, under this key or as an earlier one. Raises ThreadRefused.

    Anybody can send this with any Origin, so nothing that is there is changed; but a thread that nobody has written in
    and that had no title gets one. A title is plain text, one line, and cut at 300 characters.
    """
    errors = [*_key_errors(key), *_url_errors(site, url)]
    if errors:
        raise ThreadRefused(errors)
    words = " ".join(plain_text_clean(title).split())[:TITLE_MAX].strip()
    known = Thread.objects.select_for_update().filter(site=site, key=key).first()
    if known is None:
        alias = ThreadAlias.objects.filter(site=site, key=key).select_related("thread").first()
        known = alias.thread if alias else None
    if known is not None:
        return _title_fill(known, words)
    try:
        with transaction.atomic():
            thread = Thread.objects.create(
                site=site, key=key, title=words or url[:TITLE_MAX], url=url, created_at=now()
            )
    except IntegrityError:  # another page view was quicker
        return Opened(Thread.objects.get(site=site, key=key), is_new=False)
    thread_announce(thread=thread, stale=[site.surrogate_key])
    return Opened(thread, is_new=True)


def _title_fill(thread: Thread, words: str) -> Opened:
    if words and not thread.last_number and thread.title == thread.url[:TITLE_MAX] != words:
        thread.title = words
        thread.save(update_fields=["title"])
        thread_announce(thread=thread)
    return Opened(thread, is_new=False)


def _key_errors(key: str) -> list[FieldError]:
    if key and key == key.strip() and len(key) <= KEY_MAX and not _CONTROL.search(key):
        return []
    message = _("A key has 1 to 255 characters, no control characters, and no space at its ends.")
    return [FieldError("key", "key_wrong", message)]


def _url_errors(site: Site, url: str) -> list[FieldError]:
    origin = address_origin(url)
    message: str | Promise
    if origin is None:
        message = _("The address of a page is http or https and has at most 2,000 characters.")
        return [FieldError("url", "url_wrong", message)]
    if origin not in site.origins:
        message = _("This address does not belong to the site.")
        return [FieldError("url", "url_foreign", message)]
    return []


def _name(name: str) -> str:
    return " ".join(plain_text_clean(name).split())[:200]


def _url(url: str) -> str:
    if url and (address_origin(url) is None or len(url) > 200):  # noqa: PLR2004 -- the column's length
        raise SiteRefused(f"An address is http or https and has at most 200 characters, not {url!r}.")
    return url


def _origins(origins: Iterable[str]) -> list[str]:
    try:
        found = list(dict.fromkeys(origin_normalise(origin) for origin in origins))
    except ValueError as error:
        raise SiteRefused(str(error)) from error
    if len(found) > ORIGINS_MAX:
        raise SiteRefused(f"A site has at most {ORIGINS_MAX} origins.")
    return found
