"""The long tests begin first: the other worker does all the rest meanwhile."""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move the torments to the front; each worker runs its share of the list in its order."""
    items.sort(key=lambda item: item.path.name != "test_torment.py")
