"""`parley toxicity evaluate`."""

from pathlib import Path

import click


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--tier", type=click.Choice(["accurate", "fast"]), default="accurate", show_default=True)
@click.option(
    "--weights",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of weights.  [default: the shipped ones]",
)
@click.option(
    "--json",
    "json_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report as JSON too.",
)
@click.option(
    "--markdown",
    "markdown_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it to a file as well.",
)
@click.option(
    "--share",
    type=click.IntRange(1, 100),
    default=100,
    show_default=True,
    help="Examine this share of the rows, in %.",
)
@click.option(
    "--threads", type=click.IntRange(1, 256), default=1, show_default=True, help="Texts scored side by side."
)
def evaluate(
    data: Path,
    *,
    tier: str,
    weights: Path | None,
    json_path: Path | None,
    markdown_path: Path | None,
    share: int,
    threads: int,
) -> None:
    """Examine a model on the held-out rows in DATA and print the report as Markdown.

    Takes some minutes. What DATA must hold is described in docs/howto/train-the-model.md.
    """
    try:
        from parley.toxicity.evaluation.examine import Examination
        from parley.toxicity.evaluation.report import as_json, as_markdown
        from parley.toxicity.training.sources import rows_read
    except ImportError as error:
        raise click.ClickException(
            f"Evaluation reads Parquet files: pip install 'parley[train]' ({error.name} is missing)"
        ) from error
    from parley.toxicity.errors import ModelUnusable
    from parley.toxicity.scorer import Scorer
    from parley.toxicity.shipped import FOLDER

    try:
        scorer = Scorer("fast" if tier == "fast" else "accurate", threads=threads, folder=weights or FOLDER)
        rows = rows_read(data)
    except (ModelUnusable, FileNotFoundError) as error:
        raise click.ClickException(str(error)) from error
    report = Examination(scorer, rows, say=lambda line: click.echo(line, err=True), share=share).run()
    markdown = as_markdown(report)
    if json_path:
        json_path.write_text(as_json(report), "utf-8")
    if markdown_path:
        markdown_path.write_text(markdown, "utf-8")
    click.echo(markdown)
