"""Several processes: bounded, in order, and never silently short of one."""

from collections.abc import Iterator

import pytest

from parley.toxicity.files.engine import Pool
from parley.toxicity.files.outcomes import Asked
from parley.toxicity.files.problems import JobStoppedError
from parley.toxicity.files.records import Batch, Record, batches_cut
from parley.toxicity.files.workers import Order
from tests.toxicity.files.helpers import SLOW, STAND_IN


def _batches(texts: list[list[str]]) -> Iterator[Batch]:
    for number, batch in enumerate(texts):
        yield Batch(number, [Record(position=0, size=1, text=text) for text in batch])


def test_few_batches_are_on_the_way_however_slow_the_first_is() -> None:
    taken = 0

    def counted() -> Iterator[Batch]:
        nonlocal taken
        for batch in _batches([["slow"] * 10, [], *[["quick"]] * 50]):
            taken += 1
            yield batch

    order = Order("fast", Asked(), scorer=SLOW)
    with Pool(order, workers=2) as pool:
        numbers = []
        for batch, outcomes in pool.run(counted()):
            numbers.append(batch.number)
            assert len(outcomes) == len(batch.texts)
            assert taken <= len(numbers) + pool.limit
    assert numbers == list(range(52))
    assert pool.most_on_the_way == pool.limit == 4


def test_a_dead_worker_a_failing_model_and_weights_that_are_missing() -> None:
    with Pool(Order("fast", Asked(), scorer=STAND_IN), workers=2) as pool:
        died = pool.run(_batches([["a"], ["die"], ["b"]]))
        with pytest.raises(JobStoppedError, match=r"A worker process ended with status 9 in batch 2"):
            list(died)
    with (
        Pool(Order("fast", Asked(), scorer=STAND_IN), workers=1) as pool,
        pytest.raises(JobStoppedError, match=r"Scoring failed\. The weights are damaged"),
    ):
        list(pool.run(_batches([["unusable"]])))
    with pytest.raises(JobStoppedError, match=r"can't be loaded\. The weights of fast are missing"):
        Pool(Order("fast", Asked(), scorer="tests.toxicity.files.stand_in:missing"), workers=1).__enter__()


def test_batches_end_by_rows_and_by_bytes_whatever_came_before() -> None:
    def records(sizes: list[int]) -> Iterator[Record]:
        return iter([Record(position=n, size=size, text="x") for n, size in enumerate(sizes)])

    sizes = [10, 10, 10, 1 << 20, 10, 600_000, 600_000, 10]
    cut = [[record.size for record in batch.records] for batch in batches_cut(records(sizes), rows=3)]
    assert cut == [[10, 10, 10], [1 << 20], [10, 600_000, 600_000], [10]]
    again = [[record.size for record in batch.records] for batch in batches_cut(records(sizes[4:]), rows=3)]
    assert again == cut[2:]
