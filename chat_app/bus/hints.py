"""What nodes tell each other: batches of operations, numbered so that who misses one knows it.

Redis keeps nothing for a subscriber that is away, and says nothing either. So each node numbers what it sends to each
other, and repeats the numbers with its heartbeat: a hole, at the end too, means that something was lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import bson

from chat_app.types import NodeId

Operation = list[Any]
EVERYONE = NodeId("all")
"""The channel that every node hears."""
VERSION = 1
"""Of what operations mean. To be raised with each change that a node of the release before would misunderstand: while
nodes of several versions run, as in an update, they pass over each other's operations and look into the log instead."""


class Batch(NamedTuple):
    """A batch that arrived, sent `at` that Unix time; so many before it were `lost`; `late` if a later one came.

    `foreign` if it is of another version: then nothing but its sender can be read.
    """

    sender: NodeId
    operations: list[Operation]
    at: float
    lost: int
    late: bool
    foreign: bool = False


class Sender:
    """Numbers and encodes what this node sends."""

    def __init__(self, node: NodeId) -> None:
        self._node = node
        self._sent: Counter[NodeId] = Counter()

    def batch(self, to: NodeId, operations: Sequence[Operation], *, at: float) -> bytes:
        """The next batch for one node, or for EVERYONE; `at` is the Unix time."""
        self._sent[to] += 1
        return bson.encode(
            {
                "version": VERSION,
                "from": self._node,
                "to": to,
                "number": self._sent[to],
                "at": at,
                "operations": operations,
            }
        )

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

    def read(self, batch: bytes) -> Batch:
        """What the batch says, and what its number says."""
        fields = bson.decode(batch)
        if fields.get("version") != VERSION:
            return Batch(fields["from"], [], 0.0, 0, late=False, foreign=True)
        sender, to, number = fields["from"], fields["to"], fields["number"]
        # The first batch of a node is where its count begins for us; one that comes late was counted as lost.
        last = self._heard.get((sender, to), number - 1)
        self._heard[sender, to] = max(number, last)
        return Batch(sender, fields["operations"], fields["at"], max(0, number - last - 1), number <= last)

    def lacks(self, sender: NodeId, numbers: dict[NodeId, int]) -> int:
        """How many more than arrived that node says it sent us."""
        number, key = numbers.get(self._node, 0), (sender, self._node)
        lacking = max(0, number - self._heard.get(key, number))
        self._heard[key] = max(number, self._heard.get(key, 0))
        return lacking

    def forget(self, sender: NodeId) -> None:
        """That node is gone."""
        for key in [key for key in self._heard if key[0] == sender]:
            del self._heard[key]

    def forget_all(self) -> None:
        """Counting begins anew: the connection to Redis was lost."""
        self._heard.clear()
