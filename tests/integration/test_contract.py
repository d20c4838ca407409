"""The OpenAPI document is true: schemathesis tries every operation of it, with what it allows and what it forbids.

`python -m tests.fuzz --examples=500` looks longer.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.run import run
from tests.harness import Server


@pytest.fixture(scope="module")
def fresh() -> Iterator[Server]:
    """A server of this module's own: its first person is an admin, and every person in it may be ended."""
    with Server.started() as server:
        yield server
        assert server.log.read_text().count("Traceback") == 0, server.log_tail(60)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("paths", ["^/api/(auth|users|contacts)", "^/api/(?!auth|users|contacts)"])
def test_no_request_finds_the_document_wrong(fresh: Server, paths: str) -> None:
    """No 5xx, no status, type or field that is not documented, and what the document forbids is refused."""
    outcome = run(fresh, examples=4, only=paths)

    assert outcome.clean, outcome.report
