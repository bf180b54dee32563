"""The shipped models, through the library's one door."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from parley.toxicity import (
    ATTRIBUTES,
    MAX_BYTES,
    LanguageNotSupported,
    ModelUnusable,
    Result,
    Scorer,
    TextEmpty,
    TextRefused,
    TextTooLong,
)
from parley.toxicity.accurate import AccurateModel, Piece, Reading
from parley.toxicity.fast import FastModel, Floats
from parley.toxicity.results import EMBEDDING_SIZE
from parley.toxicity.scorer import MOST_SENTENCES, MOST_WINDOWS, Tier
from parley.toxicity.shipped import FOLDER
from parley.toxicity.windows import CALMED, LETTERS, pooled

CALM = (
    "Thank you for this careful report about the harbour.",
    "I disagree with the council, and I will say so at the next meeting.",
    "Does anybody know whether the ferry runs on Sundays?",
)
RUDE = (
    "You are a pathetic idiot and everything you write is garbage.",
    "Shut the fuck up, you stupid moron.",
    "What a disgusting piece of shit he is.",
)
HOSTILE = {
    "one letter": "a" * MAX_BYTES,
    "emoji": "🖕" * (MAX_BYTES // 4),
    "zero width": "i\u200bd\u200bi\u200bo\u200bt" + "\u200b" * 6_000,
    "stacked marks": "a" + "\u0301" * (MAX_BYTES // 2 - 1),
    "lone surrogates": "you idiot \ud800\udfff" * 500,
    "punctuation": "!?;:" * (MAX_BYTES // 4),
    "dots between letters": "a.b.c.d." * (MAX_BYTES // 8),
    "line breaks": "x\n" * (MAX_BYTES // 2),
    "ligatures that grow": "\ufdfa" * (MAX_BYTES // 3),
    "direction marks": "\u202e" * 3_000 + "you are an idiot",
    "brackets": "(" * 10_000 + ")" * 10_000,
    "one sentence": "word " * (MAX_BYTES // 5),
}


@pytest.fixture(scope="module", params=["accurate", "fast"])
def scorer(request: pytest.FixtureRequest) -> Scorer:
    return Scorer(request.param)


@pytest.fixture(scope="module")
def accurate() -> Scorer:
    return Scorer()


def test_rude_comments_score_above_calm_ones(scorer: Scorer) -> None:
    results = scorer.score([*CALM, *RUDE])
    for result in results:
        assert tuple(result.scores) == ATTRIBUTES
        assert all(0 <= score <= 1 for score in result.scores.values())
        assert result.language == "en"
        assert result.model == scorer.model
        assert (result.spans, result.sentences) == ((), ())
    toxicity = [result.scores["TOXICITY"] for result in results]
    assert max(toxicity[:3]) < 0.3
    assert min(toxicity[3:]) > 0.6


def test_attributes_tell_kinds_of_abuse_apart(accurate: Scorer) -> None:
    threat, insult = accurate.score(["I will find you and kill you.", "You are such a stupid loser."])
    assert threat.scores["THREAT"] > 0.4 > insult.scores["THREAT"]
    assert insult.scores["INSULT"] > threat.scores["INSULT"]


@pytest.mark.parametrize(
    "disguised",
    ["You are an 1d10t and a m0r0n", "you are an i d i o t", "yоu аre an idiоt", "you are an id\u200biot"],
)
def test_a_disguise_does_not_help_much(accurate: Scorer, disguised: str) -> None:
    plain, worn = accurate.score(["You are an idiot", disguised])
    assert worn.scores["TOXICITY"] > plain.scores["TOXICITY"] - 0.2


def test_spans_show_what_made_the_score(scorer: Scorer) -> None:
    text = "The new bridge is fine, but you are a stupid idiot 🙂 if you think that it was cheap."
    (result,) = scorer.score([text], spans=True)
    marked = " ".join(text[span.begin : span.end] for span in result.spans)
    assert "idiot" in marked
    assert "bridge" not in marked
    for name in ATTRIBUTES:
        assert sum(span.scores[name] for span in result.spans) == pytest.approx(result.scores[name])


def test_spans_lie_in_the_text_as_it_was_written(accurate: Scorer) -> None:
    text = "🙂🙂 well\u200b, you are an i\u0307d10t"
    (result,) = accurate.score([text], spans=True)
    assert all(0 <= span.begin < span.end <= len(text) for span in result.spans)
    assert any("d10t" in text[span.begin : span.end] for span in result.spans)


def test_each_sentence_has_its_own_score(scorer: Scorer) -> None:
    text = "I liked the article. You are a fucking idiot! See you on Sunday."
    (result,) = scorer.score([text], sentences=True)
    assert [text[span.begin : span.end] for span in result.sentences] == [
        "I liked the article.",
        "You are a fucking idiot!",
        "See you on Sunday.",
    ]
    first, second, third = (span.scores["TOXICITY"] for span in result.sentences)
    assert second > 0.6
    assert max(first, third) < 0.3


def test_one_insult_in_a_long_text_is_not_lost(accurate: Scorer) -> None:
    filler = " ".join(CALM) + " "
    calm, rude = accurate.score([filler * 30, filler * 15 + RUDE[1] + " " + filler * 15])
    assert rude.scores["TOXICITY"] > calm.scores["TOXICITY"] + 0.2


def test_a_comment_scores_the_same_alone_among_others_and_in_threads(scorer: Scorer) -> None:
    texts = [*CALM, *RUDE]
    together = scorer.score(texts)
    assert [scorer.score([text])[0] for text in texts] == together
    threaded = Scorer("fast" if scorer.tier == "fast" else "accurate", threads=2)
    assert threaded.score(texts) == together
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: scorer.score([text])[0], texts)) == together


def test_refusals_stand_in_their_place(scorer: Scorer) -> None:
    texts = [
        "",
        "   \n",
        "\u200b\u200b",
        "x" * (MAX_BYTES + 1),
        CALM[0],
        "Das ist doch alles nicht wahr, was hier steht.",
    ]
    answers = scorer.score_each(texts)
    assert [type(answer) for answer in answers] == [
        TextEmpty,
        TextEmpty,
        TextEmpty,
        TextTooLong,
        Result,
        LanguageNotSupported,
    ]
    assert scorer.score_each([texts[4]])[0] == answers[4]
    with pytest.raises(TextRefused):
        scorer.score(texts)
    (insisted,) = scorer.score(texts[5:], any_language=True)
    assert insisted.language == "de"


def test_an_embedding_is_that_of_the_window_that_counts(accurate: Scorer) -> None:
    calm, rude = "The ferry leaves at nine and comes back at noon. ", "Shut the fuck up, you stupid moron. "
    short, other, long = accurate.score([rude * 12, calm * 12, calm * 20 + rude * 12 + calm * 20])
    assert len(short.embedding) == EMBEDDING_SIZE

    def apart(one: Result, two: Result) -> float:
        return float(np.linalg.norm(np.array(one.embedding) - np.array(two.embedding)))

    assert apart(long, short) < apart(long, other)
    assert accurate.score([rude * 12])[0].embedding == short.embedding


def test_the_fast_tier_has_no_embeddings() -> None:
    assert Scorer("fast").score(["The ferry leaves at nine."])[0].embedding == ()


def test_one_text_instead_of_a_list_is_a_mistake_that_is_told(scorer: Scorer) -> None:
    with pytest.raises(TypeError, match=r"\[text\]"):
        scorer.score("You are an idiot")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_cost_a_bounded_number_of_readings(
    accurate: Scorer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What a text can cost is readings of the network, 128 tokens each at most; they are counted, not timed."""
    readings = 0
    read = AccurateModel.read

    def counted(self: AccurateModel, piece: Piece) -> Reading:
        nonlocal readings
        readings += 1
        assert len(piece.ids) <= 126
        if readings <= 3:  # the rest need not be computed to be counted
            return read(self, piece)
        return Reading(
            np.zeros(7, np.float32),
            np.zeros(len(piece.ids), np.float32),
            piece.places,
            np.zeros(32, np.float32),
        )

    monkeypatch.setattr(AccurateModel, "read", counted)
    (answer,) = accurate.score_each([HOSTILE[name]], spans=True, sentences=True, any_language=True)
    assert isinstance(answer, Result | TextEmpty)
    assert readings <= 2 * MOST_WINDOWS + 2 * MOST_SENTENCES


def test_missing_or_damaged_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="Reinstall"):
        Scorer(folder=tmp_path)
    shutil.copytree(FOLDER, tmp_path / "weights")
    (tmp_path / "weights" / "accurate" / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelUnusable, match="Reinstall"):
        Scorer(folder=tmp_path / "weights")
    Scorer("fast", folder=tmp_path / "weights")
    config = json.loads((FOLDER / "config.json").read_text())
    del config["fast"]["mix"]
    (tmp_path / "weights" / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelUnusable, match="mix"):
        Scorer("fast", folder=tmp_path / "weights")


def test_the_version_changes_with_the_settings_that_a_tier_reads(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "weights")
    path = tmp_path / "weights" / "config.json"
    shipped = path.read_text()
    config = json.loads(shipped)

    def versions() -> tuple[bool, bool]:
        """Whether each tier has another version than the shipped one."""
        path.write_text(json.dumps(config))
        tiers: tuple[Tier, Tier] = ("accurate", "fast")
        accurate, fast = (
            Scorer(tier, folder=tmp_path / "weights").model != Scorer(tier).model for tier in tiers
        )
        return accurate, fast

    assert versions() == (False, False)
    config["accurate"]["spans_threshold"] += 0.1
    assert versions() == (True, False)
    config = json.loads(shipped)
    config["fast"]["spans_threshold"] += 0.1
    assert versions() == (False, True)
    config["fast"]["bias"][0] += 0.1
    assert versions() == (True, True)


def test_calm_windows_take_little_off_the_worst_one() -> None:
    logits = np.array([[2.0] * 7, [-4.0] * 7, [-4.0] * 7, [0.1] * 7, [0.0] * 7])
    np.testing.assert_allclose(pooled(logits, [0, 3], 0.5)[:, 0], [2.0 - CALMED, 0.075])
    np.testing.assert_allclose(pooled(logits, [0, 3], 1.0)[:, 0], [2.0, 0.1])


def test_the_table_reads_windows_of_its_own(accurate: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of several windows of the network and one of the table: its n-grams are counted over all of it."""
    text = " ".join([*CALM, RUDE[0]] * 5)[:LETTERS]
    listed: list[str] = []
    logits = FastModel.logits

    def noted(self: FastModel, texts: Sequence[str]) -> Floats:
        listed.extend(texts)
        return logits(self, texts)

    monkeypatch.setattr(FastModel, "logits", noted)
    accurate.score([text])
    assert listed == [text]


def test_the_package_is_small_and_so_is_what_it_takes_in_memory() -> None:
    assert (FOLDER / "accurate" / "model.onnx").stat().st_size <= 25_000_000
    assert (FOLDER / "fast" / "table.npy").stat().st_size <= 10_000_000
    script = (
        "import sys, parley.toxicity\n"
        "assert not {'numpy', 'onnxruntime', 'torch', 'django'} & set(sys.modules)\n"
        "from parley.toxicity import Scorer\n"
        "scorer = Scorer()\n"
        "scorer.score(['You are a fool, and this is a comment of some length. ' * 30] * 3)\n"
        "assert not {'torch', 'django', 'pyarrow'} & set(sys.modules)\n"
        "status = open('/proc/self/status').read()\n"
        "print(int(status.split('VmHWM:')[1].split()[0]) // 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) <= 300  # MiB at most at any time
