"""What nodes tell each other: batches of operations, numbered so that who misses one knows it.

Redis keeps nothing for a subscriber that is away, and says nothing either. So each node numbers what it sends to each
other, and repeats the numbers with its heartbeat: a hole, at the end too, means that something was lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import bson

from chat_app.types import NodeId

Operation = list[Any]
EVERYONE = NodeId("all")
"""The channel that every node hears."""


class Sender:
    """Numbers and encodes what this node sends."""

    def __init__(self, node: NodeId) -> None:
        self._node = node
        self._sent: Counter[NodeId] = Counter()

    def batch(self, to: NodeId, operations: Sequence[Operation]) -> bytes:
        """The next batch for one node, or for EVERYONE."""
        self._sent[to] += 1
        return bson.encode({"from": self._node, "to": to, "number": self._sent[to], "operations": operations})

    def numbers(self) -> dict[NodeId, int]:
        """How many batches each node was sent."""
        return {node: count for node, count in self._sent.items() if node != EVERYONE}

    def forget(self, node: NodeId) -> None:
        """That node is gone."""
        self._sent.pop(node, None)


class Receiver:
    """Decodes what other nodes sent to this one, and notices what is missing."""

    def __init__(self, node: NodeId) -> None:
        self._node = node
        self._heard: dict[tuple[NodeId, NodeId], int] = {}

    def read(self, batch: bytes) -> tuple[NodeId, list[Operation], bool]:
        """The sender, the operations, and whether some that came before were lost."""
        fields = bson.decode(batch)
        sender, to, number = fields["from"], fields["to"], fields["number"]
        last = self._heard.get((sender, to))
        self._heard[sender, to] = max(number, last or 0)
        # The first batch of a node is where its count begins for us; one that comes late was counted as lost.
        return sender, fields["operations"], last is not None and number > last + 1

    def is_behind(self, sender: NodeId, numbers: dict[NodeId, int]) -> bool:
        """Whether that node says that it sent us more than arrived."""
        number, key = numbers.get(self._node, 0), (sender, self._node)
        behind = number > self._heard.get(key, number if key not in self._heard else 0)
        self._heard[key] = max(number, self._heard.get(key, 0))
        return behind

    def forget(self, sender: NodeId) -> None:
        """That node is gone."""
        for key in [key for key in self._heard if key[0] == sender]:
            del self._heard[key]

    def forget_all(self) -> None:
        """Counting begins anew: the connection to Redis was lost."""
        self._heard.clear()
