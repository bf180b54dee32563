"""What the test run itself promises."""

import os

import pytest


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="no other core takes part in this run")
def test_a_file_stays_on_one_core(request: pytest.FixtureRequest) -> None:
    """Otherwise files start their servers once for each core, and what one test leaves for the next is not there."""
    assert request.node.nodeid.endswith(f"@{request.path}")
