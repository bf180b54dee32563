"""`parley toxicity card`."""

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("accurate", type=FILE)
@click.argument("fast", type=FILE)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.  [default: stdout]"
)
def card(accurate: Path, fast: Path, *, output: Path | None) -> None:
    """Make the model card from two reports of `parley toxicity evaluate --json`."""
    from parley.toxicity.evaluation.card import card_of
    from parley.toxicity.evaluation.report import from_json

    try:
        text = card_of(from_json(accurate.read_text("utf-8")), from_json(fast.read_text("utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(
            f"That is no report of `parley toxicity evaluate --json`: {error!r}"
        ) from error
    if output is None:
        click.echo(text)
    else:
        output.write_text(text, "utf-8")
