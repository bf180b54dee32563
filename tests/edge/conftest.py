from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.edge.harness import World
from tests.edge.streaming import StreamWorld


@pytest.fixture
def make_world() -> Iterator[Callable[..., World]]:
    worlds: list[World] = []

    def make(**wishes: Any) -> World:
        worlds.append(World(**wishes))
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()


@pytest.fixture
def make_streams() -> Iterator[Callable[..., StreamWorld]]:
    worlds: list[StreamWorld] = []

    def make(**wishes: Any) -> StreamWorld:
        worlds.append(StreamWorld(**wishes))
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


@pytest.fixture
def live(make_streams: Callable[..., StreamWorld]) -> StreamWorld:
    return make_streams()
