"""The way from a node to Redis, which loses hints on request: a hint is published where nobody listens."""

from __future__ import annotations

import re
from random import Random

from tests.harness.proxy import TcpProxy

PUBLISH = re.compile(rb"(PUBLISH\r\n\$\d+\r\n)chat:to:")
NOWHERE = rb"\1lost:to:"


class LossyWay(TcpProxy):
    """Forwards to Redis; `share` of what the node publishes is lost, and the node is not told."""

    def __init__(self, target: int, seed: int = 1) -> None:
        super().__init__(target)
        self.share = 0.0
        self.lost = 0
        self._random = Random(seed)

    def heal(self) -> None:
        self.share = 0.0
        super().heal()

    def _passed(self, data: bytes) -> bytes:
        if not self.share:
            return data
        return PUBLISH.sub(self._or_lost, data)

    def _or_lost(self, publish: re.Match[bytes]) -> bytes:
        if self._random.random() >= self.share:
            return publish.group()
        self.lost += 1
        return publish.expand(NOWHERE)
