"""A publication on the test's own media folder."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group

from parley.accounts.models import Person
from parley.publishing.models import FrontPage
from tests.factories import publishing as make


@pytest.fixture(autouse=True)
def media_root(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def front_page(db: None) -> FrontPage:
    return make.publication()


@pytest.fixture
def editor(db: None) -> Person:
    """Somebody of Wagtail's group Editors, no administrator."""
    person = Person.objects.create_user(username="editor", password="a long password")
    person.groups.add(Group.objects.get(name="Editors"))
    return person
