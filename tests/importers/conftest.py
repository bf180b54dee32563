"""A site to import into, and how many rows stand in its database."""

from collections.abc import Callable

import pytest
from django.apps import apps

from parley.publishing.models import FrontPage
from tests.factories import publishing as make


@pytest.fixture
def front_page(db: None) -> FrontPage:
    return make.publication()


@pytest.fixture
def row_counts(front_page: FrontPage) -> Callable[[], dict[str, int]]:
    """Return what counts the rows of every table."""

    def count() -> dict[str, int]:
        return {model._meta.label: model._default_manager.count() for model in apps.get_models()}

    return count
