"""Who else must know: the interface between the services and the sockets, on this node or on many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from chat_app.bus.interface import Board, Bus, Node
from chat_app.bus.local import LocalBus

if TYPE_CHECKING:
    from chat_app.tracing import Tracing


def build_bus(redis_url: SecretStr | None, node: Node, tracing: Tracing | None = None) -> Bus:
    """The bus of this process; with REDIS_URL, one that reaches the other nodes."""
    if redis_url is None:
        return LocalBus(node)
    if tracing is not None:
        from chat_app.bus.traced import TracedRedisBus

        return TracedRedisBus(redis_url.get_secret_value(), node, tracing)
    from chat_app.bus.redis import RedisBus  # here, for most servers have no Redis and need not wait for its import

    return RedisBus(redis_url.get_secret_value(), node)


def build_board(redis_url: SecretStr | None) -> Board | None:
    """Where this server and the others show each other what they count; None without REDIS_URL, for it is alone."""
    if redis_url is None:
        return None
    from chat_app.bus.redis_board import RedisBoard  # here, for the same reason

    return RedisBoard(redis_url.get_secret_value())
