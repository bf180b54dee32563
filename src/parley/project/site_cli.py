"""The commands `parley site …`: outside sites whose pages have threads. Django is set up when they run."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.db import DatabaseError
from django.utils.translation import gettext as _

from parley.discussion.actions.remapping import Move, RemapClash, remap_plan, threads_remap
from parley.discussion.actions.sites import SiteRefused, site_add, site_remove, site_update
from parley.discussion.actions.threads import thread_upsert
from parley.discussion.models import OWN_SITE, Site, Thread
from parley.discussion.queries_sites import site_find, sites_list, thread_by_key_any

_name = click.option("--name", help="Name of the site, for people.")
_url = click.option("--url", help="Address of its front page.")


@click.group("site")
def site_group() -> None:
    """Register other sites, under whose pages the threads may stand."""


@site_group.command("add")
@click.argument("slug")
@_name
@click.option(
    "--origin", "origins", multiple=True, required=True, help="Where its pages are; may be repeated."
)
@_url
def add(slug: str, name: str | None, origins: tuple[str, ...], url: str | None) -> None:
    """Register the site SLUG, a short name such as my-blog.

    An origin is scheme, host and port, such as https://blog.example; pages elsewhere can't show its threads.
    """
    with _problems_told():
        site = site_add(slug=slug, name=name or "", origins=origins, url=url or "")
        click.echo(_("Registered %(site)s for %(origins)s.") % _words(site))


@site_group.command("set")
@click.argument("slug")
@_name
@click.option(
    "--origin",
    "origins",
    multiple=True,
    help="Where its pages are, instead of all that was; may be repeated.",
)
@_url
def set_(slug: str, name: str | None, origins: tuple[str, ...], url: str | None) -> None:
    """Change the site SLUG; what is not given stays."""
    with _problems_told():
        site = site_update(site=_site(slug), name=name, url=url, origins=origins or None)
        click.echo(_("%(site)s is now for %(origins)s.") % _words(site))


@site_group.command("list")
def list_() -> None:
    """List the registered sites with their origins and how many threads they have."""
    with _problems_told():
        for site, threads in sites_list():
            click.echo(f"{site.slug}\t{site.name}\t{' '.join(site.origins) or '–'}\t{threads}")


@site_group.command("remove")
@click.argument("slug")
def remove(slug: str) -> None:
    """Remove the site SLUG, if it has no threads."""
    with _problems_told():
        site_remove(site=_site(slug))
        click.echo(_("Removed %(site)s.") % {"site": slug})


@site_group.command("thread")
@click.argument("slug")
@click.argument("key")
@click.option(
    "--state", type=click.Choice(Thread.State.values), help="Whether comments are taken, and shown."
)
@click.option("--title", help="Title of the page.")
def thread(slug: str, key: str, state: str | None, title: str | None) -> None:
    """Show the thread KEY of the site SLUG; open, close or hide it, or correct its title."""
    with _problems_told():
        site = _site(slug)
        found = thread_by_key_any(slug=slug, key=key)
        if site.slug == OWN_SITE or found is None:
            raise SiteRefused(
                _("There is no outside thread of %(site)s with that key.") % {"site": site.slug}
            )
        if state is not None or title is not None:
            found = thread_upsert(
                site=site,
                key=found.key,
                title=title or found.title,
                url=found.url,
                state=state or found.state,
                closes_at=found.closes_at,
            )
        click.echo(f"{found.public_id}\t{found.state}\t{found.comment_count}\t{found.url}\t{found.title}")


@site_group.command("remap")
@click.argument("old")
@click.argument("new")
@click.option("--site", "slug", help="Only threads of this site.  [default: all outside sites]")
@click.option(
    "--apply", "is_applied", is_flag=True, help="Do it. Without this, only show what would be done."
)
@click.option("--skip-clashes", is_flag=True, help="Leave threads that can't move where they are.")
def remap(old: str, new: str, slug: str | None, *, is_applied: bool, skip_clashes: bool) -> None:
    """Move threads along when the addresses of their pages have changed from OLD to NEW.

    Both are addresses, or both beginnings of addresses that end in *. What is moved is found under its old key, too.
    """
    with _problems_told():
        site = _site(slug) if slug else None
        if not is_applied:
            moves = remap_plan(old=old, new=new, site=site)
            _moves_show(moves)
            if moves:
                click.echo(_("Nothing is changed yet. Add --apply to do it."))
            return
        try:
            moves = threads_remap(old=old, new=new, site=site, skip_clashes=skip_clashes)
        except RemapClash as error:
            _moves_show(error.moves)
            raise click.ClickException(
                _("Nothing was changed. Add --skip-clashes to leave these where they are.")
            ) from error
        _moves_show(moves)


def _moves_show(moves: list[Move]) -> None:
    for move in moves:
        keys = "" if move.old_key == move.old_url else f"  ({move.old_key} → {move.new_key})"
        if move.old_key == move.new_key:
            keys = f"  ({move.old_key})"
        click.echo(f"{'✗' if move.clash else '·'} {move.old_url} → {move.new_url}{keys}")
        if move.clash:
            click.echo(f"  {move.clash}")
    clashes = sum(bool(move.clash) for move in moves)
    words = {"moves": len(moves) - clashes, "clashes": clashes}
    click.echo(_("Threads that move: %(moves)d; that can't: %(clashes)d.") % words)
    for slug in sorted({move.site_slug for move in moves if move.origin_is_new and not move.clash}):
        click.echo(
            _("The new addresses are on none of the origins of %(site)s: see `parley site set`.")
            % {"site": slug}
        )


def _site(slug: str) -> Site:
    site = site_find(slug=slug)
    if site is None:
        raise SiteRefused(
            f"There is no site {slug}. `parley site list` shows all; {OWN_SITE} is the newsroom's."
        )
    return site


def _words(site: Site) -> dict[str, str]:
    return {"site": site.slug, "origins": ", ".join(site.origins) or "–"}


@contextmanager
def _problems_told() -> Iterator[None]:
    """End the command with a sentence, not a traceback, for what a person can put right."""
    try:
        yield
    except SiteRefused as refused:
        raise click.ClickException(str(refused)) from refused
    except DatabaseError as error:
        raise click.ClickException(
            _("The database refused (%(reason)s). For a new folder, run “parley serve” first.")
            % {"reason": error}
        ) from error
