from collections.abc import Collection
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.queries import guest_published_count
from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict


class LinkLimit:
    """Holds a comment that links to a denied site, has more than PARLEY_COMMENT_MAX_LINKS links, or is a new writer's.

    Links to allowed sites don't count. The last only with PARLEY_LINKS_HOLD_NEW, for writers of whom nothing is
    published yet.
    """

    name = "link_limit"

    def verdict(self, submission: Submission) -> Verdict:
        hosts = [link_host(link) for link in submission.links]
        denied = [host for host in hosts if host_is_among(host, settings.PARLEY_LINKS_DENIED)]
        if denied:
            reasons = tuple(Reason(host) for host in dict.fromkeys(denied))
            return Verdict(
                Outcome.HOLD,
                "link_denied",
                _("Comments with links to this site are read by a moderator first."),
                reasons=reasons,
            )
        counted = [host for host in hosts if not host_is_among(host, settings.PARLEY_LINKS_ALLOWED)]
        if len(counted) > settings.PARLEY_COMMENT_MAX_LINKS:
            return Verdict(
                Outcome.HOLD, "links", _("Comments with many links are read by a moderator first.")
            )
        if counted and settings.PARLEY_LINKS_HOLD_NEW and _is_new(submission):
            return Verdict(
                Outcome.HOLD,
                "link_new_writer",
                _("The first comment with a link is read by a moderator first."),
                is_precaution=True,
            )
        return NO_OPINION


def link_host(link: str) -> str:
    """Return the host of an address in lower case and in ASCII where it has such a form; "" where there is none."""
    try:
        host = (urlsplit(link).hostname or "").rstrip(".")
    except ValueError:
        return ""
    try:
        return host.encode("idna").decode() if host else ""
    except UnicodeError:
        return host


def host_is_among(host: str, sites: Collection[str]) -> bool:
    """Tell whether the host is one of the sites or below one: with "spam.example" also "www.spam.example"."""
    labels = host.split(".")
    return any(".".join(labels[place:]) in sites for place in range(len(labels)))


def _is_new(submission: Submission) -> bool:
    return submission.editing is None and not guest_published_count(guest_keys=submission.guest_keys)
