"""The long tests begin first, one on each worker of xdist: the others go round them."""

from __future__ import annotations

import os

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the torments: each worker begins with an equal part of the list, in its order."""
    torments = [item for item in items if item.path.name.startswith("test_torment")]
    others = [item for item in items if not item.path.name.startswith("test_torment")]
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    for number, torment in reversed(list(enumerate(torments))):
        others.insert(number % workers * (len(others) // workers), torment)
    items[:] = others
