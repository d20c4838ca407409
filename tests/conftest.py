"""One server for all tests that leave it standing; a test that kills or bends one starts its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server whose worker must outlive the whole session without an unforeseen error."""
    with Server.started() as server:
        server.new_user()  # the first becomes admin: those of the tests are people like others
        workers = server.worker_pids
        yield server
        assert server.worker_pids == workers, f"a worker died:\n{server.log_tail()}"
        unforeseen = server.log.read_text().count("Traceback")
        assert unforeseen == 0, f"{unforeseen} unforeseen errors, see its log:\n{server.log_tail(60)}"
        assert server.stop() == 0, server.log_tail()
