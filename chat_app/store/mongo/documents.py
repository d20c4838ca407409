"""Between documents and records: ids, new documents checked by their model, the driver's errors in our words."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar

from bson import ObjectId
from mongoengine import Document
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, ExecutionTimeout, OperationFailure, PyMongoError

from chat_app.errors import Unavailable

Fields = dict[str, Any]
P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound=type)

RETRY_AFTER = 1.0
"""Seconds after which to ask again when the store did not answer."""


def collection_of(database: Database[Fields], model: type[Document]) -> Collection[Fields]:
    """The collection that the model declares."""
    return database[model._meta["collection"]]


def new_document(model: type[Document], **fields: Any) -> Fields:
    """A document for insertion, checked against its model's declaration; empty fields are left out.

    Raises:
        mongoengine.ValidationError: a bug of ours; input was checked before.
    """
    document = model(**fields)
    document.validate()
    return {name: value for name, value in document.to_mongo().items() if value not in (None, [], {})}


def object_ids(ids: Iterable[str]) -> list[ObjectId]:
    """The ids as the store keeps them."""
    return [ObjectId(each) for each in ids]


def translating_errors(function: Callable[P, R]) -> Callable[P, R]:
    """Let a store that is slow, gone or failing over show as `Unavailable`; other errors are bugs and pass."""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except PyMongoError as error:
            if not _passes_by_itself(error):
                raise
            raise Unavailable("The store did not answer in time.", retry_after=RETRY_AFTER) from error

    return call


def _passes_by_itself(error: PyMongoError) -> bool:
    return (
        isinstance(error, ConnectionFailure | ExecutionTimeout)
        or error.timeout
        # A node that is not primary, or shuts down, says so in the class of transient errors.
        or (isinstance(error, OperationFailure) and error.has_error_label("RetryableWriteError"))
    )


def raising_unavailable(cls: C) -> C:
    """Class decorator: `translating_errors` around every public method."""
    for name, attribute in list(vars(cls).items()):
        if callable(attribute) and not name.startswith("_"):
            setattr(cls, name, translating_errors(attribute))
    return cls
