"""The comments of one WordPress entry: which are taken, with what status, in what order, answering which."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush

from django.utils.translation import gettext as _

from parley.importers.html_text import html_to_text
from parley.importers.records import CommentStatus, ImportedCommentRecord, Notes
from parley.importers.wordpress_fields import Fields
from parley.kernel.text import name_clean

_STATUS = {
    "1": CommentStatus.PUBLISHED,
    "approve": CommentStatus.PUBLISHED,
    "approved": CommentStatus.PUBLISHED,
    "0": CommentStatus.HELD,
    "hold": CommentStatus.HELD,
    "spam": CommentStatus.REJECTED,
    "trash": CommentStatus.REMOVED,
    "post-trashed": CommentStatus.REMOVED,
}
_PINGS = frozenset({"pingback", "trackback"})
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A comment that is taken, under its number in the source or a name made of its words."""

    name: str
    author: str
    text: str
    status: CommentStatus
    created_at: datetime | None
    line: int

    @property
    def order(self) -> tuple[datetime, int, str]:
        return self.created_at or _EARLIEST, int(self.name) if self.name.isdecimal() else 0, self.name


def comments_read(
    elements: Sequence[Fields], *, site: str, notes: Notes
) -> tuple[ImportedCommentRecord, ...]:
    """Return the comments in order of time, each after the one it answers; they have no numbers yet.

    A comment whose parent is left out (a pingback, an empty one) answers that one's parent; one whose parent is
    missing, or that answers itself in a circle, stands by itself. Each such case is counted in `notes`.
    """
    kept: dict[str, _Kept] = {}
    parents: dict[str, str] = {}  # of all comments, also of those that are left out
    for element in elements:
        number = element.text("wp:comment_id")
        parent = element.text("wp:comment_parent")
        if number and number in parents:
            notes.add(_("A comment's number comes twice; the first comment is taken."), line=element.line)
            continue
        if number:
            parents[number] = "" if parent in {"", "0"} else parent
        if (comment := _kept(element, number=number, notes=notes)) is not None and comment.name not in kept:
            kept[comment.name] = comment
            parents.setdefault(comment.name, "" if parent in {"", "0"} else parent)
    answered = {name: _answered(name, kept=kept, parents=parents, notes=notes) for name in kept}
    _circles_open(answered, kept=kept, notes=notes)
    key = f"wordpress:{hashlib.sha256(site.encode()).hexdigest()[:16]}"
    return tuple(
        ImportedCommentRecord(
            import_key=f"{key}:{name}",
            text=kept[name].text,
            author_name=kept[name].author,
            parent_key=f"{key}:{above}" if (above := answered[name]) else None,
            status=kept[name].status,
            created_at=kept[name].created_at,
            line=kept[name].line,
        )
        for name in _ordered(answered, kept=kept)
    )


def _kept(element: Fields, *, number: str, notes: Notes) -> _Kept | None:
    kind = element.text("wp:comment_type") or "comment"
    if kind in _PINGS:
        notes.add(_("Pingbacks and trackbacks are left out."), line=element.line)
        return None
    if kind != "comment":  # such as the private notes that a shop keeps with its orders
        notes.add(
            _("Comments of other kinds are left out (%(kind)s).") % {"kind": kind[:30]}, line=element.line
        )
        return None
    text = html_to_text(element.raw("wp:comment_content"))
    if not text:
        notes.add(_("Comments without words are left out."), line=element.line)
        return None
    approved = element.text("wp:comment_approved")
    if approved not in _STATUS:
        notes.add(_("A comment's status that is not known makes it wait for a moderator."), line=element.line)
    created_at = element.time("wp:comment_date")
    author = name_clean(element.text("wp:comment_author"))
    digest = hashlib.sha256(f"{created_at} {author} {text}".encode()).hexdigest()[:32]
    return _Kept(
        name=number if number.isascii() and number.isdigit() and len(number) < 20 else digest,  # noqa: PLR2004 -- what a database counts to
        author=author,
        text=text,
        status=_STATUS.get(approved, CommentStatus.HELD),
        created_at=created_at,
        line=element.line,
    )


def _answered(name: str, *, kept: dict[str, _Kept], parents: dict[str, str], notes: Notes) -> str:
    """Return the nearest comment above that is taken; "" for none."""
    above = parents[name]
    passed = {name}
    while above and above not in kept and above in parents and above not in passed:
        passed.add(above)
        above = parents[above]
    if above and above not in kept:
        notes.add(_("A comment answers one that is missing; it stands by itself."), line=kept[name].line)
        return ""
    return above


def _circles_open(answered: dict[str, str], *, kept: dict[str, _Kept], notes: Notes) -> None:
    """Of comments that answer one another in a circle, let the first in time stand by itself."""
    done: set[str] = set()
    for start in answered:
        path: list[str] = []
        name = start
        places: dict[str, int] = {}
        while name and name not in done and name not in places:
            places[name] = len(path)
            path.append(name)
            name = answered[name]
        if name in places:
            first = min(path[places[name] :], key=lambda one: kept[one].order)
            answered[first] = ""
            notes.add(
                _("Comments answer one another in a circle; the first stands by itself."),
                line=kept[first].line,
            )
        done.update(path)


def _ordered(answered: dict[str, str], *, kept: dict[str, _Kept]) -> list[str]:
    """Return the names in order of time, but each after the one it answers (clocks differ, and times are missing)."""
    below: dict[str, list[str]] = defaultdict(list)
    for name, above in answered.items():
        below[above].append(name)
    waiting = [(kept[name].order, name) for name in below[""]]
    heapify(waiting)
    ordered: list[str] = []
    while waiting:
        _order, name = heappop(waiting)
        ordered.append(name)
        for answer in below[name]:
            heappush(waiting, (kept[answer].order, answer))
    return ordered
