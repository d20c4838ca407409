"""The indexes: those that the models declare, and how the real ones differ from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel
from pymongo.database import Database

from chat_app.models import DOCUMENTS

Keys = tuple[tuple[str, int | str], ...]

OPTIONS: Mapping[str, object] = {
    "unique": False,
    "sparse": False,
    "expireAfterSeconds": None,
    "partialFilterExpression": None,
}
"""What changes the meaning of an index, each with its value when it is not given. Names change nothing."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index of a collection; `options` holds those that differ from their default."""

    collection: str
    keys: Keys
    options: Mapping[str, object]

    @classmethod
    def of(cls, collection: str, keys: Sequence[tuple[str, Any]], given: Mapping[str, Any]) -> Index:
        """The index in one form, however its keys and options were written down."""
        # Servers and drivers answer with 1.0 or 1, and with False or nothing.
        directions = tuple((field, way if isinstance(way, str) else int(way)) for field, way in keys)
        options = {name: given[name] for name, default in OPTIONS.items() if given.get(name, default) != default}
        return cls(collection, directions, options)

    @property
    def name(self) -> str:
        """MongoDB's own way to name it: `username_key_1`, `conversation_id_1_seq_1`."""
        return "_".join(f"{field}_{way}" for field, way in self.keys)

    def __str__(self) -> str:
        options = [name if value is True else f"{name} {value}" for name, value in self.options.items()]
        return f"{self.name} ({', '.join(options)})" if options else self.name


def declared() -> list[Index]:
    """Those of chat_app.models, by collection."""
    return [
        Index.of(document._meta["collection"], spec["fields"], spec)
        for document in DOCUMENTS
        for spec in document._meta["index_specs"]
    ]


def actual(database: Database[dict[str, Any]]) -> list[Index]:
    """Those that the declared collections have; every collection's own on `_id` is left out."""
    found = []
    for document in DOCUMENTS:
        collection = document._meta["collection"]
        for real in database[collection].list_indexes():
            index = Index.of(collection, list(real["key"].items()), real)
            if index.keys != (("_id", 1),):
                found.append(index)
    return found


def differences(database: Database[dict[str, Any]]) -> list[str]:
    """A sentence for each way in which the real indexes are not the declared ones; none when they agree."""
    wanted, real = declared(), actual(database)
    missing = [index for index in wanted if index not in real]
    spare = [index for index in real if index not in wanted]
    found = []
    for index in missing:
        place = (index.collection, index.keys)
        instead = next((other for other in spare if (other.collection, other.keys) == place), None)
        if instead is None:
            found.append(f"{index.collection}: the index {index} is missing.")
        else:
            spare.remove(instead)
            found.append(f"{index.collection}: the index {index} is there as {instead}.")
    found += [f"{index.collection}: the index {index} is not declared in the models." for index in spare]
    return found


def make(database: Database[dict[str, Any]]) -> None:
    """Make the declared indexes that are not there yet; safe to repeat. Takes as long as the collections are large.

    Those that are there with other options stay, and the server refuses: a migration that changes an index drops
    the old one first, by its name.

    Raises:
        pymongo.errors.OperationFailure: that, or documents that a unique index can't hold.
    """
    real = actual(database)
    for index in declared():
        if index not in real:
            database[index.collection].create_indexes(
                [IndexModel(list(index.keys), name=index.name, **dict(index.options))]
            )
