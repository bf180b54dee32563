"""Training from end to end, as a person runs it, on a tiny data folder; and that it goes on where it was stopped."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.cli.evaluate import evaluate
from parley.toxicity.cli.train import train
from parley.toxicity.results import EMBEDDING_SIZE
from parley.toxicity.scorer import Scorer
from parley.toxicity.shipped import FOLDER

pytest.importorskip("torch", reason="training needs the extra `train`: pip install -e '.[train]'")
pytest.importorskip("scipy", reason="training needs the extra `train`: pip install -e '.[train]'")

import numpy as np
import torch
from tokenizers import Tokenizer

from parley.toxicity.training.accurate import TAUGHT, Training, network_of, taught
from parley.toxicity.training.batches import example_of, part_of
from parley.toxicity.training.directions import directions_of, pooled_each
from parley.toxicity.training.make import Settings
from parley.toxicity.training.network import OUTPUTS, scores_merged
from parley.toxicity.training.rows import Part, Row, deduplicate, labels_of
from parley.toxicity.training.sources import rows_read
from tests.toxicity.tiny_data import CONFIG, tiny_data

TOKENIZER = FOLDER / "accurate" / "tokenizer.json"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training")
    tiny_data(folder / "data")
    (folder / "tiny.toml").write_text(CONFIG)
    (folder / "start").mkdir()
    (folder / "start" / "tokenizer.json").write_bytes(TOKENIZER.read_bytes())
    return folder


@pytest.fixture(scope="module")
def trained(folder: Path) -> Path:
    arguments = ["--config", folder / "tiny.toml", "--from-scratch", "--start", folder / "start"]
    result = CliRunner().invoke(
        train, [str(each) for each in (folder / "data", "--output", folder / "out", *arguments)]
    )
    assert result.exit_code == 0, result.output
    assert "Done:" in result.output
    return folder / "out"


@pytest.mark.parametrize("tier", ["accurate", "fast"])
def test_what_was_trained_tells_rude_from_calm(trained: Path, tier: str) -> None:
    scorer = Scorer("fast" if tier == "fast" else "accurate", folder=trained)
    rude, calm = scorer.score(["you are a stupid tram, Ida", "the harbour opens on Monday"], spans=True)
    assert scorer.model.startswith(f"{tier}@")
    assert rude.scores["TOXICITY"] > calm.scores["TOXICITY"] + 0.3
    assert any("stupid" in "you are a stupid tram, Ida"[span.begin : span.end] for span in rude.spans)


def test_the_report_of_a_trained_model_can_be_read(trained: Path, folder: Path) -> None:
    report = folder / "report.json"
    result = CliRunner().invoke(
        evaluate, [str(folder / "data"), "--weights", str(trained), "--tier", "fast", "--json", str(report)]
    )
    assert result.exit_code == 0, result.output
    found = json.loads(report.read_text())
    assert found["news"]["AUC"]["value"] > 0.9
    assert found["news"]["AUC"]["low"] <= found["news"]["AUC"]["value"] <= found["news"]["AUC"]["high"]
    assert "### Disguised abuse" in result.output


def test_a_stopped_training_ends_as_one_that_was_not(folder: Path, tmp_path: Path) -> None:
    rows = rows_read(folder / "data")
    recipe = Settings.read(folder / "tiny.toml").whole
    assert recipe

    def training(work: Path) -> Training:
        tokenizer = Tokenizer.from_file(str(TOKENIZER))
        network = network_of(recipe, None)
        return Training(recipe, rows=rows, tokenizer=tokenizer, network=network, folder=work)

    whole = training(tmp_path / "whole").run(lambda _line: None)
    said: list[str] = []
    training(tmp_path / "parts").run(said.append, stop_after=5)
    parts = training(tmp_path / "parts").run(said.append)
    assert any(line.startswith("Going on at step 5") for line in said)
    for name, value in whole.state_dict().items():
        assert torch.equal(value, parts.state_dict()[name]), name


def test_what_the_whole_network_says_is_a_share_of_the_labels(folder: Path) -> None:
    recipe = Settings.read(folder / "tiny.toml").accurate
    teacher = network_of(recipe, None)
    with torch.no_grad():
        teacher.scores.weight.zero_()
        teacher.scores.bias.zero_()
        # Of everything Wikipedia would say 0.75.
        teacher.scores.bias[len(ATTRIBUTES) :] = float(np.log(3))
    rude = Row("you are a fool", labels_of({"TOXICITY": 1.0}), TAUGHT, Part.TRAIN)
    other = Row("you are a fool", labels_of({"TOXICITY": 1.0}), "civil_natural", Part.TRAIN)
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    first, second = taught([rude, other], teacher, tokenizer=tokenizer, recipe=replace(recipe, taught=0.4))
    assert first.labels[0] == pytest.approx(0.6 + 0.4 * 0.75)
    assert np.isnan(first.labels[1:]).all()
    assert second is other


def test_what_wikipedia_says_is_learned_apart_too() -> None:
    labels = labels_of({"TOXICITY": 0.93, "INSULT": 0.02})
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    for source, apart in (("wikipedia_extra", labels), ("civil_natural", np.full_like(labels, np.nan))):
        row = Row("you are a fool", labels, source, Part.TRAIN)
        example = example_of(row, tokenizer, rng=Random(1), disguised=0.0)
        np.testing.assert_array_equal(example.labels, np.concatenate([labels, apart]), err_msg=source)


def test_both_are_made_one_by_shares() -> None:
    weight = np.arange(OUTPUTS * 4, dtype=np.float32).reshape(OUTPUTS, 4)
    bias = np.arange(OUTPUTS, dtype=np.float32)
    inputs = np.array([0.5, -1.0, 2.0, 0.25], dtype=np.float32)
    both = weight @ inputs + bias
    merged = scores_merged({"scores.weight": weight, "scores.bias": bias}, {"TOXICITY": 0.25, "THREAT": 1.0})
    logits = merged["scores.weight"] @ inputs + merged["scores.bias"]
    wanted = both[: len(ATTRIBUTES)].copy()
    wanted[0] = 0.75 * both[0] + 0.25 * both[len(ATTRIBUTES)]
    threat = ATTRIBUTES.index("THREAT")
    wanted[threat] = both[len(ATTRIBUTES) + threat]
    np.testing.assert_allclose(logits, wanted, rtol=1e-6)


LONG = " ".join(f"The ferry number {number} left the harbour at nine." for number in range(20))


@pytest.mark.parametrize(
    ("text", "toxicity", "spans", "may_begin_later"),
    [
        (LONG, 0.02, None, True),
        (LONG, 0.02, frozenset(), True),
        (LONG, 0.5, None, False),
        (LONG, None, None, False),
        (LONG, 0.02, frozenset({3, 4}), False),
        (LONG[:300], 0.02, None, False),
        ("\n" * 600, 0.02, None, False),
    ],
    ids=["calm", "nothing marked", "toxic", "unknown", "marked", "short", "no sentence"],
)
def test_a_long_calm_text_is_read_from_any_of_its_sentences(
    text: str, toxicity: float | None, spans: frozenset[int] | None, *, may_begin_later: bool
) -> None:
    row = Row(text, labels_of({"TOXICITY": toxicity}), "civil_natural", Part.TRAIN, spans=spans)
    parts = [part_of(row, rng=Random(seed)).text for seed in range(40)]
    assert all(text.endswith(part) for part in parts)
    assert all(part.startswith("The ferry") for part in parts if part.strip())
    assert (len(set(parts)) > 5) is may_begin_later


def test_nobody_is_taught_without_a_teacher(folder: Path, tmp_path: Path) -> None:
    recipe = Settings.read(folder / "tiny.toml").accurate
    with pytest.raises(ValueError, match="the whole network that teaches"):
        Training(
            recipe,
            rows=[],
            tokenizer=Tokenizer.from_file(str(TOKENIZER)),
            network=network_of(recipe, None),
            folder=tmp_path,
        )


def test_half_of_a_recipe_for_cutting_down_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "half.toml").write_text("[whole]\nseed = 1\n")
    arguments = [folder / "data", "--output", tmp_path / "out", "--config", tmp_path / "half.toml"]
    result = CliRunner().invoke(train, [*map(str, arguments), "--start", str(folder / "start")])
    assert result.exit_code == 1
    assert "one of [whole] and [cut]" in result.output


def test_an_embedding_is_what_the_network_says_of_a_text_in_units_of_spread(
    trained: Path, folder: Path
) -> None:
    rows = rows_read(folder / "data")
    recipe = Settings.read(folder / "tiny.toml").whole
    assert recipe is not None
    network = network_of(recipe, None)
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    found = directions_of(network, rows, tokenizer=tokenizer, length=32)
    pooled = pooled_each(
        network, [row for row in rows if row.part is Part.TRAIN], tokenizer=tokenizer, length=32
    )
    placed = pooled @ found["embedding.weight"].T + found["embedding.bias"]
    kept = placed.std(0) > 0.1
    assert kept[:8].all()
    assert np.allclose(placed[:, kept].mean(0), 0, atol=0.01)
    assert np.allclose(np.cov(placed[:, kept].T), np.eye(kept.sum()), atol=0.02)
    again = directions_of(network, rows, tokenizer=tokenizer, length=32)
    assert np.array_equal(again["embedding.weight"], found["embedding.weight"])

    (result,) = Scorer(folder=trained).score(["you are a stupid tram, Ida"])
    assert len(result.embedding) == EMBEDDING_SIZE
    assert np.isfinite(result.embedding).all()


def test_a_folder_without_a_file_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        train, [str(tmp_path), "--output", str(tmp_path / "out"), "--start", str(tmp_path)]
    )
    assert result.exit_code == 1
    assert "wikipedia_toxicity_train.parquet is missing" in result.output


def test_a_row_of_the_tests_is_never_trained_on() -> None:
    def row(text: str, part: Part) -> Row:
        return Row(text, labels_of({"TOXICITY": 1.0}), "x", part)

    kept = deduplicate(
        [
            row("You  IDIOT!", Part.TRAIN),
            row("you idiot", Part.TEST),
            row("calm", Part.TRAIN),
            row("Calm.", Part.TRAIN),
        ]
    )
    assert sorted((each.text, each.part) for each in kept) == [("calm", "train"), ("you idiot", "test")]


def test_labels_that_one_source_lacks_come_from_another() -> None:
    first = Row("same text", labels_of({"TOXICITY": 0.2}), "a", Part.TRAIN)
    second = Row("same text", labels_of({"TOXICITY": 0.9, "THREAT": 0.4}), "b", Part.TRAIN)
    (kept,) = deduplicate([first, second])
    assert kept.labels[0] == np.float32(0.2)
    assert kept.labels[5] == np.float32(0.4)
