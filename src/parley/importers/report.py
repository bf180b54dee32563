"""Tells the person at the terminal what an import would do and what it did."""

from dataclasses import replace

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.importers.plan import Action, Batch, Plan, front_page_get, section_find, section_name
from parley.importers.quotations import notes_listed
from parley.importers.records import (
    Block,
    Heading,
    ImageReference,
    ImportedArticle,
    Items,
    Notes,
    Quotation,
    block_text,
)
from parley.importers.write import Result
from parley.kernel.text import plain_text_clean

_WIDTH = 72
_IMAGES_SHOWN = 10


def page_show(article: ImportedArticle, *, plan: Plan, read_notes: Notes, batch: Batch) -> None:
    """Show one article: its parts, what was recognised in them, its comments, and what would happen."""
    front_page = front_page_get()
    section = section_name(article, batch=batch, front_page=front_page)
    made = "" if section_find(section, front_page=front_page) else " " + _("(will be made)")
    _row(_("Headline"), article.headline)
    _row(_("Standfirst"), article.standfirst or "–")
    _row(_("Section"), f"{_short(section)}{made}")
    for block in article.body:
        _row(_kind(block), _short(_words(block)))
        for label, value in _details(block):
            _row("", f"{label}: {value}")
    for comment in article.comments:
        _row(f"#{comment.number}", _short(comment.text))
    if article.comments and article.published_at is None:
        _row(_("Times"), _("not in the file: the comments follow the article, a minute apart"))
    _notes_show(read_notes, plan.notes)
    click.echo(_intention(plan))


def plan_show(plan: Plan, *, read_notes: Notes, all_images: bool) -> None:
    """Show the numbers of a large import."""
    for label, counter in ((_("Articles"), plan.articles), (_("Pages"), plan.pages)):
        _row(
            label,
            _("%(new)d new, %(changed)d changed, %(same)d as they are, %(edited)d edited here")
            % {
                "new": counter[Action.CREATE],
                "changed": counter[Action.UPDATE],
                "same": counter[Action.UNCHANGED],
                "edited": counter[Action.EDITED],
            },
        )
    _row(_("Drafts"), str(plan.drafts))
    _row(
        _("Comments"),
        _("%(new)d new, %(known)d here already or left out")
        % {"new": plan.comments, "known": plan.comments_known},
    )
    _row(_("Sections"), ", ".join(map(_short, plan.sections)) or _("none new"))
    _row(_("Authors"), ", ".join(map(_short, plan.authors)) or _("none new"))
    _row(_("Pictures"), _("%(count)d, as links; none is fetched") % {"count": len(plan.images)})
    shown = plan.images if all_images else plan.images[:_IMAGES_SHOWN]
    for image in shown:
        _row("", plain_text_clean(image))
    if len(shown) < len(plan.images):
        _row("", _("… all with --dry-run"))
    _notes_show(read_notes, plan.notes)
    if not plan.changes:
        click.echo(_("Nothing to do: all of it is there already."))


def result_show(result: Result) -> None:
    """Tell what was done."""
    made, changed = result.actions[Action.CREATE], result.actions[Action.UPDATE]
    parts = [
        ngettext("%(count)d page made", "%(count)d pages made", made) % {"count": made},
        ngettext("%(count)d brought up to date", "%(count)d brought up to date", changed)
        % {"count": changed},
        ngettext("%(count)d comment", "%(count)d comments", result.comments) % {"count": result.comments},
    ]
    if result.redirects:
        redirects = ngettext(
            "%(count)d old address redirected", "%(count)d old addresses redirected", result.redirects
        )
        parts.append(redirects % {"count": result.redirects})
    click.echo(_("Done: %(what)s.") % {"what": ", ".join(parts)})
    if result.page is not None and sum(result.actions.values()) == 1:
        # The address the server was last started with; this command need not know it.
        click.echo(result.page.full_url)


def _intention(plan: Plan) -> str:
    action = next(iter(plan.articles))
    comments = ngettext("%(count)d comment", "%(count)d comments", plan.comments) % {"count": plan.comments}
    if action == Action.CREATE:
        return _("A new article with %(comments)s.") % {"comments": comments}
    if action == Action.UPDATE:
        return _("The article is there and is brought up to date; %(comments)s new.") % {"comments": comments}
    if plan.comments:
        return _("The article is there; %(comments)s new.") % {"comments": comments}
    return _("Nothing to do: the article and its comments are there already.")


def _kind(block: Block) -> str:
    match block:
        case Quotation():
            return _("Quotation")
        case Heading():
            return _("Heading")
        case Items():
            return _("List")
        case ImageReference():
            return _("Picture")
        case _:
            return _("Paragraph")


def _words(block: Block) -> str:
    """Return a block's words, the desk's notes in brackets as the page shows them."""
    if not isinstance(block, Quotation):
        return block_text(block)
    shown = block.html.replace("<span data-editors-note>", "(").replace("</span>", _(" – ed.)"))
    return f"“{block_text(replace(block, html=shown))}”"


def _details(block: Block) -> list[tuple[str, str]]:
    """Return what was recognised in a quotation."""
    if not isinstance(block, Quotation):
        return []
    found = [(_("Speaker"), block.speaker), (_("Role"), block.role), (_("Occasion"), block.occasion)]
    found.append((_("Editor’s notes"), "; ".join(notes_listed(block.html))))
    return [(label, value) for label, value in found if value]


def _notes_show(*several: Notes) -> None:
    for notes in several:
        for sentence, count in notes.counts.items():
            times = f" ({count}×)" if count > 1 else ""
            line = notes.first_line.get(sentence)
            where = " " + _("[line %(line)d]") % {"line": line} if line else ""
            _row(_("Note"), f"{sentence}{times}{where}")


def _row(label: str, text: str) -> None:
    click.echo(f"{label:<12}  {plain_text_clean(text)}")


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _WIDTH else f"{words[: _WIDTH - 1]}…"
