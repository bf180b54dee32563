"""Texts that are asked for at the same time are scored together, and none of them harms another."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest

from parley.toxicity.errors import TextEmpty
from parley.toxicity.perspective.batching import LETTERS, Answer, Batcher, QueueFullError, ScoringFailedError
from parley.toxicity.results import Result
from tests.toxicity.perspective.stand_in import FAILING, StandIn, score_of

PATIENCE = 30  # seconds until a test that waits for something gives up
Make = Callable[..., tuple[Batcher, StandIn]]


@pytest.fixture
def held() -> Iterator[Make]:
    """Make a batcher whose thread is busy with a first text until `scorer.go` is set."""
    made: list[tuple[Batcher, StandIn]] = []

    def make(**options: int) -> tuple[Batcher, StandIn]:
        scorer = StandIn()
        scorer.go.clear()
        batcher = Batcher(scorer, **options)
        made.append((batcher, scorer))
        batcher.submit("first")
        assert scorer.entered.acquire(timeout=PATIENCE)
        return batcher, scorer

    yield make
    for batcher, scorer in made:
        scorer.go.set()
        batcher.close()


def toxicity(future: "Future[Answer]") -> float:
    answer = future.result(PATIENCE)
    assert isinstance(answer, Result)
    return answer.scores["TOXICITY"]


def test_what_queues_while_a_batch_runs_makes_the_next(held: Make) -> None:
    batcher, scorer = held(max_batch=4)
    texts = [f"idiot {'fool ' * number}" for number in range(6)]
    futures = [batcher.submit(text) for text in texts]
    assert batcher.waiting == 6
    scorer.go.set()
    assert [toxicity(future) for future in futures] == [score_of(text) for text in texts]
    assert scorer.batches == [1, 4, 2]


def test_a_network_is_handed_no_more_than_it_reads_in_a_moment(held: Make) -> None:
    batcher, scorer = held()
    futures = [batcher.submit("a" * (LETTERS["accurate"] // 2)) for _ in range(5)]
    scorer.go.set()
    wait(futures, PATIENCE)
    assert scorer.batches == [1, 2, 2, 1]


def test_a_long_text_makes_few_others_wait(held: Make) -> None:
    batcher, scorer = held(max_letters=100)
    futures = [batcher.submit(text) for text in ("a" * 60, "b" * 30, "c" * 500, "d")]
    scorer.go.set()
    wait(futures, PATIENCE)
    assert scorer.batches == [1, 2, 1, 1]


def test_texts_with_other_options_make_a_batch_of_their_own(held: Make) -> None:
    batcher, scorer = held()
    plain = [batcher.submit("Usted, idiot."), batcher.submit("You, idiot.")]
    insisting = [batcher.submit("Usted, idiot. Fool.", any_language=True, sentences=True)]
    plain.append(batcher.submit(""))
    scorer.go.set()
    answers = [future.result(PATIENCE) for future in (*plain, *insisting)]
    assert [type(answer).__name__ for answer in answers] == [
        "LanguageNotSupported",
        "Result",
        "TextEmpty",
        "Result",
    ]
    assert isinstance(answers[2], TextEmpty)
    assert isinstance(answers[3], Result)
    assert len(answers[3].sentences) == 2
    assert scorer.batches == [1, 3, 1]


def test_only_the_text_that_the_model_fails_on_fails(held: Make) -> None:
    batcher, scorer = held()
    futures = [batcher.submit(text) for text in ("idiot", FAILING, "fool idiot")]
    scorer.go.set()
    assert (toxicity(futures[0]), toxicity(futures[2])) == (0.5, 0.75)
    with pytest.raises(ScoringFailedError):
        futures[1].result(PATIENCE)
    assert toxicity(batcher.submit("idiot")) == 0.5, "the thread lives on"
    assert batcher.healthy


def test_an_answer_short_of_texts_fails_all_of_them(held: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    batcher, scorer = held()
    monkeypatch.setattr(scorer, "score_each", lambda _texts, **_options: [])
    futures = [batcher.submit("idiot"), batcher.submit("fool")]
    scorer.go.set()
    for future in futures:
        with pytest.raises(ScoringFailedError):
            future.result(PATIENCE)
    assert not batcher.healthy


def test_what_is_cancelled_before_its_turn_is_not_scored(held: Make) -> None:
    batcher, scorer = held()
    gone, kept = batcher.submit("gone"), batcher.submit("idiot")
    assert gone.cancel()
    scorer.go.set()
    assert toxicity(kept) == 0.5
    assert scorer.batches == [1, 1]


def test_the_queue_is_bounded(held: Make) -> None:
    batcher, scorer = held(queue_limit=2)
    futures = [batcher.submit("idiot") for _ in range(2)]
    with pytest.raises(QueueFullError):
        batcher.submit("idiot")
    scorer.go.set()
    wait(futures, PATIENCE)
    assert toxicity(batcher.submit("idiot")) == 0.5


def test_closing_finishes_what_waits_and_takes_no_more(held: Make) -> None:
    batcher, scorer = held()
    futures = [batcher.submit("idiot") for _ in range(40)]
    closing = threading.Thread(target=batcher.close)
    closing.start()
    scorer.go.set()
    closing.join(PATIENCE)
    assert [toxicity(future) for future in futures] == [0.5] * 40
    with pytest.raises(QueueFullError):
        batcher.submit("idiot")
    assert not batcher.healthy


def test_many_threads_get_each_their_own_answer() -> None:
    batcher = Batcher(StandIn(), threads=2, max_batch=8)
    texts = [f"number {number} " + "idiot " * (number % 5) for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        scores = list(pool.map(lambda text: toxicity(batcher.submit(text)), texts))
    batcher.close()
    assert scores == [score_of(text) for text in texts]
