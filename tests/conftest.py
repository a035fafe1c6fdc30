"""Options and fixtures every test may use."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tracker.commands.speaking import JSON_ASKED

settings.register_profile("default", deadline=None)  # a busy machine is no failure
settings.register_profile("quick", deadline=None, max_examples=15)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases",
        action="store_true",
        default=False,
        help="rewrite the expected part of case files that differ; review the diff",
    )
    parser.addoption(
        "--raise-floors",
        action="store_true",
        default=False,
        help="record in tests/floors.json what is better than its floor; review the diff",
    )


@pytest.fixture
def update_cases(request: pytest.FixtureRequest) -> bool:
    """Whether expected outputs are to be rewritten rather than compared."""
    return bool(request.config.getoption("--update-cases"))


@pytest.fixture(autouse=True)
def nobody_asked_for_json() -> None:
    """A test that calls a command without the command line hears of troubles in words, whatever a test before asked."""
    JSON_ASKED.set(False)
