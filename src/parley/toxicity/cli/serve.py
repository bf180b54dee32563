"""`parley toxicity serve`: the scores over HTTP, by the Perspective protocol."""

import re
from pathlib import Path

import click

from parley.toxicity.errors import ModelUnusable

_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(?:/[A-Za-z0-9._~/-]*)?")
_ORIGIN = re.compile(r"\*|https?://[A-Za-z0-9.\-\[\]:]+")


def _url_check(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if value and not _URL.fullmatch(value):
        raise click.BadParameter(
            "An address is needed, such as https://scores.example or https://news.example/scores."
        )
    return value.rstrip("/")


def _origins_check(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    for value in values:
        if not _ORIGIN.fullmatch(value):
            raise click.BadParameter(
                f"{value} is no origin; write scheme and host, such as https://news.example."
            )
    return values


@click.command(short_help="Answer by the Perspective protocol over HTTP.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8100,
    show_default=True,
    help="Port to listen on; 0 lets the system choose.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PARLEY_DATA",
    show_envvar=True,
    default=Path("parley-data"),
    show_default=True,
    help="Data folder: keys and suggested scores go to toxicity/ in it.",
)
@click.option(
    "--tier",
    type=click.Choice(["accurate", "fast"]),
    default="accurate",
    show_default=True,
    help="Which model scores.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="How many cores score at the same time.",
)
@click.option("--open", "open_", is_flag=True, help="Let anybody ask, with any key or none, from anywhere.")
@click.option(
    "--public-url",
    default="",
    metavar="ADDRESS",
    callback=_url_check,
    help="Address under which clients reach the server, behind a proxy for instance.",
)
@click.option(
    "--allow-origin",
    multiple=True,
    metavar="ORIGIN",
    callback=_origins_check,
    help="Let web pages of ORIGIN ask; may be repeated, * means any.",
)
@click.option(
    "--drop-unsupported",
    is_flag=True,
    help="Leave out attributes that are unknown or do not know the language, instead of refusing the request.",
)
def serve(  # noqa: PLR0913 -- one argument for each option
    *,
    host: str,
    port: int,
    data: Path,
    tier: str,
    threads: int,
    open_: bool,
    public_url: str,
    allow_origin: tuple[str, ...],
    drop_unsupported: bool,
) -> None:
    """Answer by the Perspective protocol until Ctrl-C, for any client of that API.

    On this machine anybody may ask until there is a key (see `parley toxicity key add`). To listen on another
    address, make a key first or say --open.
    """
    # granian and numpy are not needed to show the help.
    from parley.toxicity.perspective.ports import PortTakenError, port_reserve
    from parley.toxicity.perspective.serving import (
        Serving,
        ServingError,
        serve_forever,
    )
    from parley.toxicity.shipped import shipped_read

    try:
        serving = Serving(
            host=host,
            port=port_reserve(host=host, port=port),
            data=str(data),
            tier=tier,
            threads=threads,
            open=open_,
            public_url=public_url,
            allow_origins=allow_origin,
            drop_unsupported=drop_unsupported,
        )
        serving.check()
        shipped_read(tier)
        serve_forever(serving)
    except (PortTakenError, ServingError, ModelUnusable) as error:
        raise click.ClickException(str(error)) from error
