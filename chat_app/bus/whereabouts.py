"""Who is at which node, and idle there: what this node knows of the others, and what Redis keeps for who missed a word.

Each node notes in Redis who is connected to it, under keys that expire with it. Who joins, or lost what a node told,
reads it there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from redis import Redis

from chat_app.bus.directory import Directory
from chat_app.bus.interface import Listeners
from chat_app.bus.link import BEAT, Command
from chat_app.types import NodeId, UserId

DEAD_AFTER = 5 * BEAT
"""Seconds after which a silent node's users count as gone; its keys in Redis expire then, too."""
NODES = "chat:nodes"


def alive(node: NodeId) -> str:
    """The key that says that a node lives."""
    return f"chat:node:{node}"


def users_of(node: NodeId) -> str:
    """The key of the users who are connected to a node."""
    return f"chat:node:{node}:users"


def idle_at(node: NodeId) -> str:
    """The key of those of them whose clients nobody touches there."""
    return f"chat:node:{node}:idle"


class Whereabouts:
    """A directory that tells the listeners what changed, and the commands that keep this node's page in Redis.

    Args:
        here: the node of this process.
    """

    def __init__(self, here: NodeId, listeners: Listeners) -> None:
        self.directory = Directory()
        self._here = here
        self._listeners = listeners
        self._idle: set[tuple[NodeId, UserId]] = set()

    def idle_elsewhere(self, user_id: UserId) -> bool:
        """Whether nobody touches the user's clients on any other node."""
        return all((node, user_id) in self._idle for node in self.directory.nodes_of(user_id))

    # Of this node, as commands for Redis

    def came_here(self, user_id: UserId) -> list[Command]:
        """The user's first connection here opened."""
        return [("SADD", users_of(self._here), user_id)]

    def left_here(self, user_id: UserId) -> list[Command]:
        """The user's last connection here closed."""
        self._idle.discard((self._here, user_id))
        return [("SREM", users_of(self._here), user_id), ("SREM", idle_at(self._here), user_id)]

    def idles_here(self, user_id: UserId, *, idle: bool) -> list[Command]:
        """Nobody touches the user's clients here, or somebody does again."""
        self._note_idle(self._here, user_id, idle=idle)
        return [("SADD" if idle else "SREM", idle_at(self._here), user_id)]

    def signs_of_life(self) -> list[Command]:
        """What is to be said again before DEAD_AFTER."""
        seconds = int(DEAD_AFTER)
        return [
            ("SADD", NODES, self._here),
            ("SET", alive(self._here), "1", "EX", seconds),
            ("EXPIRE", users_of(self._here), seconds),
            ("EXPIRE", idle_at(self._here), seconds),
        ]

    def goodbye(self) -> list[Command]:
        """This node's users are gone, and it too."""
        keys: Command = ("DEL", alive(self._here), users_of(self._here), idle_at(self._here))
        return [keys, ("SREM", NODES, self._here)]

    # Of other nodes, as they tell

    def came(self, node: NodeId, user_ids: list[UserId]) -> None:
        """Users are connected there now."""
        self._tell_moved(self.directory.came(node, user_ids), online=True)

    def left(self, node: NodeId, user_ids: list[UserId]) -> None:
        """Users are not connected there any more."""
        self._idle.difference_update((node, user_id) for user_id in user_ids)
        self._tell_moved(self.directory.left(node, user_ids), online=False)

    def idled(self, node: NodeId, user_id: UserId, idle: bool) -> None:
        """Nobody touches the user's clients there, or somebody does again."""
        self._note_idle(node, user_id, idle=idle)
        self._tell_idled([user_id])

    def gone(self, node: NodeId) -> None:
        """That node is gone, and its users with it."""
        self._replace_idle(node, set())
        self._tell_moved(self.directory.drop(node), online=False)

    # In Redis

    def enter(self, redis: Redis, user_ids: Collection[UserId]) -> set[NodeId]:
        """Write down anew that this node lives, and that exactly these users are here; returns the others it knows of.

        Raises RedisError or OSError.
        """
        pipeline = redis.pipeline(transaction=False)
        for command in (("DEL", users_of(self._here), idle_at(self._here)), *self.signs_of_life()):
            pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
        if user_ids:
            pipeline.sadd(users_of(self._here), *user_ids)
        if idle := self._idle_of(self._here):
            pipeline.sadd(idle_at(self._here), *idle)
        pipeline.smembers(NODES)
        known = {NodeId(node.decode()) for node in pipeline.execute()[-1]}
        return (known | set(self.directory.nodes)) - {self._here}

    def learn(self, redis: Redis, node: NodeId) -> set[UserId] | None:
        """Read who is at another node; returns those who were nowhere before, or None when that node is gone.

        Raises RedisError or OSError.
        """
        pipeline = redis.pipeline(transaction=False)
        pipeline.exists(alive(node))
        pipeline.smembers(users_of(node))
        pipeline.smembers(idle_at(node))
        lives, users, idle = pipeline.execute()
        if not lives:
            redis.srem(NODES, node)
            return None
        came, left = self.directory.replace(node, {UserId(user.decode()) for user in users})
        changed = self._replace_idle(node, {UserId(user.decode()) for user in idle})
        self._tell_moved(came, online=True)
        self._tell_moved(left, online=False)
        self._tell_idled(changed - came - left)
        return came

    def _note_idle(self, node: NodeId, user_id: UserId, *, idle: bool) -> None:
        (self._idle.add if idle else self._idle.discard)((node, user_id))

    def _idle_of(self, node: NodeId) -> set[UserId]:
        return {user_id for where, user_id in self._idle if where == node}

    def _replace_idle(self, node: NodeId, user_ids: set[UserId]) -> set[UserId]:
        """Note that of the users of a node exactly these are idle there; returns those who were not, or were before."""
        changed = self._idle_of(node) ^ user_ids
        self._idle ^= {(node, user_id) for user_id in changed}
        return changed

    def _tell_moved(self, user_ids: Collection[UserId], *, online: bool) -> None:
        for user_id in user_ids:
            for listener in self._listeners.moved:
                listener(user_id, online)

    def _tell_idled(self, user_ids: Iterable[UserId]) -> None:
        for user_id in user_ids:
            for listener in self._listeners.idled:
                listener(user_id)
