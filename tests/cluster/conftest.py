"""One pair of nodes for all tests that leave it whole, however they broke it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness import User
from tests.harness.cluster import Cluster, cluster


@pytest.fixture(scope="package")
def pair() -> Iterator[tuple[Cluster, User]]:
    """Two nodes, and their admin: the first who signed up."""
    with cluster(2, heartbeat_interval=2) as found:
        yield found, found.nodes[0].new_user()


@pytest.fixture
def two(pair: tuple[Cluster, User]) -> Cluster:
    return pair[0]


@pytest.fixture
def admin(pair: tuple[Cluster, User]) -> User:
    return pair[1]
