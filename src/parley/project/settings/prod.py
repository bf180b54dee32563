"""What `parley serve` runs with."""

from parley.project.settings.base import *  # noqa: F403 -- Django settings are layered by import
