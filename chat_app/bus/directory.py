"""Which users are connected to which of the other nodes, as far as they have told. Pure: it hears, and answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from chat_app.types import NodeId, UserId


class Directory:
    """About 150 bytes for each user who is connected elsewhere, so that a send asks nobody where to go."""

    def __init__(self) -> None:
        self._nodes: dict[NodeId, set[UserId]] = {}
        # Tuples, for nearly everybody is at one node, and a set takes four times as much.
        self._where: dict[UserId, tuple[NodeId, ...]] = {}

    @property
    def nodes(self) -> list[NodeId]:
        """The nodes that are known."""
        return list(self._nodes)

    def knows(self, node: NodeId) -> bool:
        """Whether that node is known."""
        return node in self._nodes

    def nodes_of(self, user_id: UserId) -> tuple[NodeId, ...]:
        """Where the user is connected."""
        return self._where.get(user_id, ())

    def by_node(self, user_ids: Iterable[UserId]) -> dict[NodeId, list[UserId]]:
        """Each node where any of the users is connected, with those who are."""
        found: dict[NodeId, list[UserId]] = {}
        for user_id in user_ids:
            for node in self._where.get(user_id, ()):
                found.setdefault(node, []).append(user_id)
        return found

    def connected(self, user_ids: Iterable[UserId]) -> set[UserId]:
        """Those of the users who are connected somewhere."""
        return {user_id for user_id in user_ids if user_id in self._where}

    def came(self, node: NodeId, user_ids: Iterable[UserId]) -> set[UserId]:
        """Note that users are at a node now; returns those who were nowhere before."""
        users, first = self._nodes.setdefault(node, set()), set()
        for user_id in user_ids:
            if user_id not in users:
                users.add(user_id)
                before = self._where.get(user_id, ())
                self._where[user_id] = (*before, node)
                if not before:
                    first.add(user_id)
        return first

    def left(self, node: NodeId, user_ids: Iterable[UserId]) -> set[UserId]:
        """Note that users are not at a node any more; returns those who are nowhere now."""
        users, last = self._nodes.get(node, set()), set()
        for user_id in user_ids:
            if user_id in users:
                users.discard(user_id)
                rest = tuple(each for each in self._where[user_id] if each != node)
                if rest:
                    self._where[user_id] = rest
                else:
                    del self._where[user_id]
                    last.add(user_id)
        return last

    def replace(self, node: NodeId, user_ids: Collection[UserId]) -> tuple[set[UserId], set[UserId]]:
        """Note that exactly these users are at a node; returns who came and who left, over all nodes."""
        held = set(self._nodes.setdefault(node, set()))
        return self.came(node, set(user_ids) - held), self.left(node, held - set(user_ids))

    def drop(self, node: NodeId) -> set[UserId]:
        """Forget a node; returns those who are nowhere now."""
        last = self.left(node, list(self._nodes.get(node, ())))
        self._nodes.pop(node, None)
        return last
