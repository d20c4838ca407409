"""The limit that the store sets: the same documents in batches of the same size, straight to the same process."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

from pymongo import WriteConcern
from pymongo.database import Database

SAMPLE = 500
SECONDS = 3.0
FAR = 10_000_000
"""Seqs that no run comes to."""

_numbers = itertools.count(1)


def store_alone(
    database: Database[dict[str, Any]], cpu: Callable[[], float], *, batch: int, seconds: float = SECONDS
) -> tuple[float, float]:
    """Inserts a second, and the microseconds of the store's processor time that each takes (`cpu` reads its seconds).

    They go into the log's own collection, with its indexes and at its size, by one connection. The documents are some
    that the server wrote, under other ids and seqs. What the server would do besides (cursors, caches of last entries)
    is left out: this is the most that any server on this store could do.
    """
    messages = database.get_collection("messages", write_concern=WriteConcern("majority", j=True))
    models = list(messages.find({}, limit=SAMPLE))
    if not models:
        raise RuntimeError("the server wrote nothing that could be written again")
    # Made before the clock runs; as many as any store here could take.
    prepared = [[_like(model) for model in itertools.islice(itertools.cycle(models), batch)] for _ in range(20)]
    done, began, before = 0, time.perf_counter(), cpu()
    while (spent := time.perf_counter() - began) < seconds:
        documents = prepared[done // batch % len(prepared)]
        if done >= batch * len(prepared):
            for document in documents:
                document |= _place(document)
        messages.insert_many(documents)
        done += batch
    return done / spent, 1e6 * (cpu() - before) / done


def _like(model: dict[str, Any]) -> dict[str, Any]:
    return {**model, **_place(model)}


def _place(model: dict[str, Any]) -> dict[str, Any]:
    number = next(_numbers)
    return {"_id": f"{str(model['_id'])[:24]}{number:024x}", "seq": FAR + number}
