"""What a node learns of another one from Redis, whatever was lost of what they told each other."""

from __future__ import annotations

import pytest

from chat_app.bus.redis import RedisBus
from chat_app.types import UserId
from chat_app.ws.hub import Hub
from tests.unit.factories import ADA, BOB
from tests.unit.test_hub import entered


def node(redis_url: str, *user_ids: UserId) -> RedisBus:
    """One with these users, that has joined; what it tells reaches Redis, and no other node."""
    hub = Hub()
    entered(hub, *user_ids)
    bus = RedisBus(redis_url, hub)

    def send(_to: object, _operation: object, *commands: tuple[object, ...], **_: object) -> None:
        for command in commands:
            bus._link.redis.execute_command(*command)  # type: ignore[no-untyped-call]

    bus._link.send = send  # type: ignore[method-assign,assignment]
    bus._joined()
    return bus


def test_a_node_that_joins_knows_who_is_away_elsewhere(redis_url: str) -> None:
    """And forgets it with the node."""
    one = node(redis_url, ADA, BOB)
    one.idles(ADA, idle=True)
    other = node(redis_url)
    assert other.connected([ADA, BOB]) == {ADA, BOB}
    assert other.idle_elsewhere(ADA) and not other.idle_elsewhere(BOB)

    one.stop()
    other._membership.learn(one.id)
    assert other._whereabouts._idle == set() and not one._link.redis.exists(f"chat:node:{one.id}:idle")


@pytest.mark.parametrize("lost", ["they fell idle", "they are back", "they left and came"])
def test_word_that_was_lost_is_made_good_with_the_next_look(redis_url: str, lost: str) -> None:
    """Who watches is told of those whom it changes, and of nobody else."""
    one, told = node(redis_url, ADA, BOB), list[UserId]()
    for each in (ADA, BOB):
        one.idles(each, idle=lost != "they fell idle" or each == BOB)
    other = node(redis_url)
    other.listeners.idled.append(told.append)
    if lost == "they left and came":
        one.left(ADA)
        one.came(ADA)
    else:
        one.idles(ADA, idle=lost == "they fell idle")
    other._membership.learn(one.id)

    assert other.idle_elsewhere(ADA) == (lost == "they fell idle") and told == [ADA]


def test_who_is_away_is_told_to_a_redis_that_began_anew(redis_url: str) -> None:
    """It lost all that it held."""
    one = node(redis_url, ADA)
    one.idles(ADA, idle=True)
    one._link.redis.flushall()
    one._joined()

    assert node(redis_url).idle_elsewhere(ADA)
