"""Compares what a file holds with what is on the site: what would be made, brought up to date, left alone."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from parley.discussion.models import OWN_SITE, Comment, Thread
from parley.importers.body import body_data, body_images, body_resolve, same_data
from parley.importers.problems import ImportProblem
from parley.importers.records import (
    ImageReference,
    ImportedArticle,
    ImportedAuthor,
    ImportedCommentRecord,
    Notes,
    PageKind,
)
from parley.kernel.clock import now
from parley.publishing.models import Article, Author, FrontPage, PlainPage, Section

AUTHOR_MAX = 120
# Two versions of a comment share most of their words; two different comments rarely half of them.
_SAME_COMMENT = 0.5

# pages done, pages in all
PageProgress = Callable[[int, int], None]


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    # Changed at the source, but somebody in the newsroom has worked on it since: theirs stays.
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one file holds. `articles` can be walked any number of times; `total` is their number."""

    articles: Callable[[], Iterator[ImportedArticle]]
    total: int
    authors: Mapping[str, ImportedAuthor] = field(default_factory=dict)
    attachments: Mapping[str, ImageReference] = field(default_factory=dict)
    # Where articles without a section go; "" for the site's first one.
    section: str = ""


@dataclass(slots=True)
class Plan:
    """What applying a batch would do, in numbers."""

    articles: Counter[Action] = field(default_factory=Counter)
    pages: Counter[Action] = field(default_factory=Counter)
    drafts: int = 0
    comments: int = 0
    comments_known: int = 0
    sections: dict[str, None] = field(default_factory=dict)
    authors: dict[str, None] = field(default_factory=dict)
    images: list[str] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)

    @property
    def changes(self) -> int:
        """How many pages and comments would be written."""
        actions = self.articles + self.pages
        return actions[Action.CREATE] + actions[Action.UPDATE] + self.comments


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with one article or page. `record` has its galleries and its key resolved."""

    action: Action
    record: ImportedArticle
    page: Article | PlainPage | None
    comments: tuple[ImportedCommentRecord, ...]


def front_page_get() -> FrontPage:
    """Return the root of the site; raise ImportProblem when there is none yet."""
    front_page: FrontPage | None = FrontPage.objects.order_by("path").first()
    if front_page is None:
        raise ImportProblem(
            _("There is no site yet in this data folder."),
            advice=_("Start “parley serve” once, then import."),
        )
    return front_page


def section_name(record: ImportedArticle, *, batch: Batch, front_page: FrontPage) -> str:
    """Return the name of the section an article goes to."""
    if name := record.section or batch.section:
        return name
    first = Section.objects.child_of(front_page).order_by("path").first()
    return first.title if first else _("News")


def section_find(name: str, *, front_page: FrontPage) -> Section | None:
    """Return the section of that name, or with that short name in its address."""
    sections = Section.objects.child_of(front_page).order_by("path")
    found: Section | None = (
        sections.filter(title__iexact=name).first() or sections.filter(slug=name.lower()).first()
    )
    return found


def author_name(key: str, *, batch: Batch) -> str:
    """Return the name that stands over the article for the source's key."""
    known = batch.authors.get(key)
    return (known.name if known else key)[:AUTHOR_MAX].strip()


def plan_build(batch: Batch, *, progress: PageProgress = lambda _done, _total: None) -> Plan:
    """Return what applying the batch would do. Writes nothing."""
    front_page = front_page_get()
    plan = Plan()
    for done, article in enumerate(batch.articles(), 1):
        decision = page_decide(article, batch=batch, notes=plan.notes)
        counter = plan.articles if article.kind == PageKind.ARTICLE else plan.pages
        counter[decision.action] += 1
        plan.comments += len(decision.comments)
        plan.comments_known += len(article.comments) - len(decision.comments)
        if decision.action == Action.CREATE:
            plan.drafts += article.draft
            plan.images += body_images(decision.record.body)
            _names_add(article, batch=batch, front_page=front_page, plan=plan)
        elif decision.action == Action.EDITED:
            plan.notes.add(
                _("Changed at the source, but edited in the newsroom since it was imported: left as it is."),
                line=article.line,
            )
        progress(done, batch.total)
    plan.authors = dict.fromkeys(
        name for name in plan.authors if not Author.objects.filter(name=name).exists()
    )
    return plan


def _names_add(article: ImportedArticle, *, batch: Batch, front_page: FrontPage, plan: Plan) -> None:
    if article.kind != PageKind.ARTICLE:
        return
    name = section_name(article, batch=batch, front_page=front_page)
    if name not in plan.sections and section_find(name, front_page=front_page) is None:
        plan.sections[name] = None
    plan.authors.update((author_name(key, batch=batch), None) for key in article.author_keys)


# --- one page ---------------------------------------------------------------------------------------


def page_decide(article: ImportedArticle, *, batch: Batch, notes: Notes) -> Decision:
    """Return what to do with one article or page, as the site stands now."""
    record = replace(article, body=body_resolve(article, attachments=batch.attachments, notes=notes))
    record, page = _page_find(record)
    if page is None:
        action = Action.CREATE
    elif _same(record, page):
        action = Action.UNCHANGED
    else:
        revision = page.latest_revision
        action = Action.EDITED if revision is not None and revision.user_id is not None else Action.UPDATE
    if record.kind == PageKind.PAGE:
        if record.comments:
            notes.add(
                _("Comments under pages are left out: only articles have them."), count=len(record.comments)
            )
        return Decision(action, record, page, ())
    thread = Thread.objects.filter(site__slug=OWN_SITE, key=page.thread_key).first() if page else None
    comments = _times_fill(
        _comments_new(record.comments, thread=thread, notes=notes), record=record, page=page
    )
    return Decision(action, record, page, comments)


def _page_find(record: ImportedArticle) -> tuple[ImportedArticle, Article | PlainPage | None]:
    """Return the page that was made from the same source, and the record under that page's key.

    A source that numbers its articles tells them apart by itself. One that has only a headline does not: next week's
    “Weather” is another article, which shows in that the two have no paragraph in common.
    """
    model = Article if record.kind == PageKind.ARTICLE else PlainPage
    attempt = 1
    while True:
        key = record.import_key if attempt == 1 else f"{record.import_key}:{attempt}"
        page: Article | PlainPage | None = model.objects.filter(import_key=key).first()
        if page is None or not record.headline_key or _same_article(record, page):
            return replace(record, import_key=key), page
        attempt += 1


def _same(record: ImportedArticle, page: Article | PlainPage) -> bool:
    head = (record.headline, record.standfirst) if isinstance(page, Article) else (record.headline, "")
    stored = (page.title, page.standfirst) if isinstance(page, Article) else (page.title, "")
    return head == stored and same_data(_prepared(record), page.body.get_prep_value())


def _prepared(record: ImportedArticle) -> list[object]:
    """Return the body as the field would store it, so that defaults are filled alike."""
    block = Article._meta.get_field("body").stream_block  # noqa: SLF001 -- Django's public name for it
    prepared: list[object] = block.to_python(body_data(record.body)).get_prep_value()
    return prepared


def _same_article(record: ImportedArticle, page: Article | PlainPage) -> bool:
    if isinstance(page, Article) and record.standfirst and record.standfirst == page.standfirst:
        return True
    stored = {str(child.value) for child in page.body}
    new = {str(child.value) for child in page.body.stream_block.to_python(body_data(record.body))}
    return bool(stored & new) or not (stored and new)


# --- its comments -----------------------------------------------------------------------------------


def _comments_new(
    records: Sequence[ImportedCommentRecord], *, thread: Thread | None, notes: Notes
) -> tuple[ImportedCommentRecord, ...]:
    """Return the comments that are not there yet; one whose number is taken gets the thread's next."""
    if thread is None or not records:
        return tuple(records)
    present = list(Comment.objects.filter(thread=thread).only("number", "import_key", "text"))
    known = {comment.import_key for comment in present}
    by_number = {comment.number: comment for comment in present}
    keys = {record.import_key for record in records}
    new: list[ImportedCommentRecord] = []
    for record in records:
        if record.import_key in known:
            continue
        other = by_number.get(record.number) if record.number is not None else None
        if other is None:
            new.append(record)
        elif other.import_key and other.import_key not in keys and _alike(other.text, record.text):
            notes.add(
                _("A comment was changed at the source; it stays as it was imported first."), line=record.line
            )
        else:
            notes.add(_("A comment's number is taken here; it gets the thread's next."), line=record.line)
            new.append(replace(record, number=None))
    return tuple(new)


def _alike(one: str, other: str) -> bool:
    words, others = set(one.lower().split()), set(other.lower().split())
    return len(words & others) >= _SAME_COMMENT * len(words | others)


def _times_fill(
    comments: tuple[ImportedCommentRecord, ...], *, record: ImportedArticle, page: Article | PlainPage | None
) -> tuple[ImportedCommentRecord, ...]:
    """Give comments without a time one, in their order: a minute apart, after the article and never in the future."""
    if all(comment.created_at for comment in comments):
        return comments
    last = now()
    start = page.shown_at if isinstance(page, Article) else article_time(record)
    order = {comment.import_key: place for place, comment in enumerate(record.comments, 1)}
    return tuple(
        comment
        if comment.created_at
        else replace(comment, created_at=min(start + timedelta(minutes=order[comment.import_key]), last))
        for comment in comments
    )


def article_time(record: ImportedArticle) -> datetime:
    """Return when the article was published: as the source says, else so long ago that its comments can follow it."""
    present = now()
    if record.published_at is not None:
        return min(record.published_at, present)
    minute = present.replace(second=0, microsecond=0)
    return minute - timedelta(minutes=len(record.comments) + 1)
