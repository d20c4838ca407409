"""What servers show each other of what they count: while somebody looks, and for as long as they live."""

from __future__ import annotations

import pytest
from redis import Redis

from chat_app.bus.local import LocalBus
from chat_app.bus.redis import RedisBus
from chat_app.bus.redis_board import FRESH, LOOKED_AT, SHOWN, RedisBoard, figures_of
from chat_app.services.figures import Figures, Servers
from chat_app.ws.hub import Hub

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def redis(redis_url: str) -> Redis:
    """Empty."""
    redis = Redis.from_url(redis_url)
    redis.flushall()
    return redis


def server(name: str, board: RedisBoard | None) -> Servers:
    return Servers(name, LocalBus(Hub()), board)


def names(seen: list[Figures]) -> list[str]:
    return [figures.server for figures in seen]


def test_a_server_without_redis_sees_itself() -> None:
    """In the same form as many."""
    [own] = server("one", None).seen()
    assert (own.server, own.bus_up) == ("one", True)


def test_servers_see_each_other_by_name_and_themselves_once(redis_url: str, redis: Redis) -> None:
    """Whoever looks shows its own as well; what one reads is what the other showed."""
    one, two = server("one", RedisBoard(redis_url)), server("two", RedisBoard(redis_url))
    assert names(two.seen()) == ["two"]
    shown = one.seen()
    assert names(shown) == ["one", "two"] and names(two.seen()) == ["one", "two"]
    assert two.seen()[0] == shown[0]


def test_nothing_is_wanted_of_a_server_while_nobody_looks(redis_url: str, redis: Redis) -> None:
    """Nor soon after it showed something: of its workers one is enough."""
    board = RedisBoard(redis_url)
    assert not board.is_wanted("one")
    board.look()
    assert board.is_wanted("one")
    board.show("one", b"{}")
    assert not board.is_wanted("one") and board.is_wanted("two")
    redis.pexpire(figures_of("one"), int(1_000 * (SHOWN - FRESH)) - 1)
    assert board.is_wanted("one")
    redis.delete(LOOKED_AT)
    assert not board.is_wanted("one")


def test_a_server_that_shows_nothing_more_is_gone(redis_url: str, redis: Redis) -> None:
    """Its figures expire, and its name is forgotten with them."""
    board = RedisBoard(redis_url)
    board.show("one", b"first")
    board.show("two", b"second")
    assert 0 < redis.pttl(figures_of("one")) <= 1_000 * SHOWN
    redis.delete(figures_of("one"))
    assert board.look() == [b"second"] and board.look() == [b"second"]
    redis.delete(figures_of("two"))
    assert board.look() == [] and board.look() == []


def test_while_redis_is_away_a_server_sees_itself() -> None:
    """And says that its bus is down. Nothing is wanted of it meanwhile."""
    board = RedisBoard(NOWHERE)
    [own] = Servers("one", RedisBus(NOWHERE, Hub()), board).seen()
    assert (own.server, own.bus_up) == ("one", False) and not board.is_wanted("one")
