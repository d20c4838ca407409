"""Between documents and records: ids, new documents checked by their model, the driver's errors in our words."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import monotonic
from typing import Any, ParamSpec, TypeVar

import structlog
from bson import ObjectId
from mongoengine import Document
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError, ConnectionFailure, ExecutionTimeout, OperationFailure, PyMongoError

from chat_app import metrics
from chat_app.errors import Unavailable

logger = structlog.stdlib.get_logger(__name__)

Fields = dict[str, Any]
P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound=type)

DUPLICATE_KEY = 11_000
STORE_IN_TROUBLE = frozenset({1, 8, 14_031})
"""Internal and unknown errors, as after a full disk, and out of disk space: not the request's fault."""
SPOILT = (KeyError, TypeError, ValueError, AttributeError)
"""What is raised where a document is not as we write them: something is missing in it, or of another type."""
TOLD_AGAIN_AFTER = 3600.0
"""Seconds until a document that cannot be read is logged once more; each look at its conversation meets it."""
MOST_TOLD = 1_000
RETRY_AFTER = 1.0
"""Seconds after which to ask again when the store did not answer."""

_told_at: dict[tuple[str, str], float] = {}


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


def readable(to_record: Callable[[Fields], R], documents: Iterable[Fields], collection: str) -> Iterator[R]:
    """The records of those documents that can be read: one that is spoilt must not take the others along."""
    for document in documents:
        try:
            yield to_record(document)
        except SPOILT as error:
            note_spoilt(collection, document, error)


def note_spoilt(collection: str, document: Fields, error: Exception) -> None:
    """Count a document that cannot be read, and log it now and then: by its id, and never what it holds."""
    metrics.UNREADABLE.labels(collection).inc()
    id_ = str(document.get("_id"))
    if monotonic() - _told_at.get((collection, id_), -TOLD_AGAIN_AFTER) < TOLD_AGAIN_AFTER:
        return
    if len(_told_at) >= MOST_TOLD:
        _told_at.clear()
    _told_at[collection, id_] = monotonic()
    logger.error("a document cannot be read", collection=collection, id=id_, reason=type(error).__name__)


def object_ids(ids: Iterable[str]) -> list[ObjectId]:
    """The ids as the store keeps them."""
    return [ObjectId(each) for each in ids]


def inserting_again(collection: Collection[Fields], documents: Sequence[Fields]) -> None:
    """Insert what is not there yet: an earlier try may have come through without our knowing.

    Raises:
        Unavailable: the store is in trouble.
        RuntimeError: it refuses what we wrote, which is a bug of ours.
    """
    if not documents:
        return
    try:
        collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        codes = {problem["code"] for problem in error.details["writeErrors"]} - {DUPLICATE_KEY}
        if codes:
            raise refused(codes) from None


def refused(codes: Iterable[int]) -> Exception:
    """What to raise for write errors: by their codes, for the driver's own error repeats whole documents."""
    if set(codes) & STORE_IN_TROUBLE:
        return Unavailable("The store cannot write.", retry_after=RETRY_AFTER)
    return RuntimeError(f"the store refused a write with codes {sorted(codes)}")


def translating_errors(function: Callable[P, R]) -> Callable[P, R]:
    """Let a store that is slow, gone or failing over show as `Unavailable`; other errors are bugs and pass.

    What the call took is counted under its name, like `Log.append`.
    """
    name = function.__qualname__.rpartition("<locals>.")[2].removeprefix("Mongo")

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        began = monotonic()
        try:
            answer = function(*args, **kwargs)
        except PyMongoError as error:
            if not _passes_by_itself(error):
                raise
            metrics.STORE_FAILURES.inc()
            raise Unavailable("The store did not answer in time.", retry_after=RETRY_AFTER) from error
        metrics.STORE_SECONDS.labels(name).observe(monotonic() - began)
        return answer

    return call


def _passes_by_itself(error: PyMongoError) -> bool:
    return (
        isinstance(error, ConnectionFailure | ExecutionTimeout)
        or error.timeout
        # A node that is not primary, or shuts down, says so in the class of transient errors.
        or (isinstance(error, OperationFailure) and error.has_error_label("RetryableWriteError"))
        or (isinstance(error, OperationFailure) and error.code in STORE_IN_TROUBLE)
    )


def raising_unavailable(cls: C) -> C:
    """Class decorator: `translating_errors` around every public method."""
    for name, attribute in list(vars(cls).items()):
        if callable(attribute) and not name.startswith("_"):
            setattr(cls, name, translating_errors(attribute))
    return cls
