"""One running store for all of these tests; each test that would disturb another takes a database of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.site import Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site.running(tmp_path_factory.mktemp("data")) as site:
        yield site
