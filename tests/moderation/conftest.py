from collections.abc import Iterator

import pytest
from pytest_django import Settings

from parley.moderation import scoring
from tests.moderation import stand_in


@pytest.fixture
def scorer(settings: Settings) -> Iterator[type[stand_in.StandIn]]:
    """Turn scoring on, by a stand-in."""
    settings.PARLEY_TOXICITY_TIER = "accurate"
    settings.PARLEY_TOXICITY_SCORER = stand_in.PATH
    scoring.scorer_forget()
    stand_in.StandIn.forget()
    yield stand_in.StandIn
    scoring.scorer_forget()
