"""results.json keeps what was not measured anew, each part with its own day and machine."""

from bench.record import results_merged


def _measured(*, at: str, machine: str, **runs: int) -> dict[str, object]:
    return {
        "at": at,
        "machine": machine,
        "runs_each": 5,
        "seconds_each": 4,
        "medians": dict(runs),
        "runs": dict(runs),
    }


def test_the_parts_not_run_are_kept_with_their_session() -> None:
    old = results_merged(
        {}, {**_measured(at="1", machine="slow", cached=1, posting=1), "page": 7}, parts="ac"
    )

    new = results_merged(old, _measured(at="2", machine="quick", posting=2, scoring=2), parts="lc")

    assert new["runs"] == {"cached": 1, "posting": 2, "scoring": 2}
    assert new["medians"] == new["runs"]
    assert new["page"] == 7
    assert [(each["parts"], each["at"], each["machine"]) for each in new["sessions"]] == [
        ("a", "1", "slow"),
        ("cl", "2", "quick"),
    ]


def test_a_session_of_which_nothing_is_left_is_gone() -> None:
    old = results_merged({}, _measured(at="1", machine="slow", cached=1), parts="a")

    new = results_merged(old, _measured(at="2", machine="quick", cached=2), parts="a")

    assert [each["at"] for each in new["sessions"]] == ["2"]


def test_results_from_before_there_were_sessions_become_one() -> None:
    old = {
        "machine": "slow",
        "runs_each": 5,
        "start": {"memory": []},
        "medians": {"cached": 1},
        "runs": {"cached": 1},
    }

    new = results_merged(old, _measured(at="2", machine="quick", scoring=2), parts="l")

    assert new["sessions"][0] == {"parts": "ad", "machine": "slow", "runs_each": 5}
    assert new["start"] == {"memory": []}
    assert "machine" not in new
