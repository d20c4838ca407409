"""Entries in frames that a reader can take: at most so many, and below the frame limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson

from chat_app.protocol.encoded import EncodedEntry
from chat_app.types import Seq

MAX_ENTRIES = 100
MAX_BYTES = 60_000
"""Of the entries' JSON; with what surrounds them, a frame stays below 64 KiB. One entry always fits."""

Chunk = tuple[list[orjson.Fragment], Seq]


def chunks(entries: Iterable[EncodedEntry]) -> Iterator[Chunk]:
    """The entries in groups; with each group the seq of its last entry."""
    group: list[orjson.Fragment] = []
    size, last = 0, Seq(0)
    for entry in entries:
        if group and (len(group) == MAX_ENTRIES or size + len(entry.json) > MAX_BYTES):
            yield group, last
            group, size = [], 0
        group.append(orjson.Fragment(entry.json))
        size += len(entry.json) + 1
        last = entry.seq
    if group:
        yield group, last
