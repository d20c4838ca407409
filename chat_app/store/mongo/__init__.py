"""The store on MongoDB, or what speaks its wire protocol. MongoEngine and pymongo live here and nowhere above."""

from __future__ import annotations

from typing import Any

from pymongo import MongoClient, WriteConcern
from pymongo.database import Database
from pymongo.errors import ConfigurationError as InvalidOptions
from pymongo.errors import InvalidURI

from chat_app.errors import ConfigurationError
from chat_app.store.interfaces import Store
from chat_app.store.mongo.administration import (
    MongoAuditLog,
    MongoInvitations,
    MongoNodes,
    MongoReports,
    MongoServerSettings,
)
from chat_app.store.mongo.connections import MongoConnections
from chat_app.store.mongo.contacts import MongoContacts
from chat_app.store.mongo.conversations import MongoConversations
from chat_app.store.mongo.documents import translating_errors
from chat_app.store.mongo.keyrings import MongoKeyrings
from chat_app.store.mongo.lives import MongoDirectory, MongoLives
from chat_app.store.mongo.messages import MongoLog
from chat_app.store.mongo.queue import MongoQueue
from chat_app.store.mongo.users import MongoUsers

CONNECTIONS = 16
"""Few, each kept busy: the embedded store slows down with many."""


def open_database(uri: str, name: str, *, timeout: float, connections: int = CONNECTIONS) -> Database[dict[str, Any]]:
    """A lazily connected database whose writes are acknowledged by the majority's journals.

    Args:
        timeout: seconds that any one operation may take, retries included.
        connections: how many there are at most.

    Raises:
        ConfigurationError: the URI is none; the message does not repeat it, for it can hold a password.
    """
    try:
        client = _client(uri, timeout, connections)
    except (InvalidURI, InvalidOptions, ValueError):
        raise ConfigurationError("MONGODB_URI: is not a MongoDB address (mongodb://host:port/).") from None
    return client.get_database(name, write_concern=WriteConcern("majority", j=True))


def _client(uri: str, timeout: float, connections: int) -> MongoClient[dict[str, Any]]:
    return MongoClient(
        uri,
        tz_aware=True,
        # One document that somebody else wrote must not spoil the answer that it comes in.
        datetime_conversion="DATETIME_AUTO",
        unicode_decode_error_handler="replace",
        timeoutMS=int(timeout * 1_000),
        serverSelectionTimeoutMS=int(timeout * 1_000),
        maxPoolSize=connections,
        appname="chat",
    )


def build_store(uri: str, name: str, *, timeout: float) -> Store:
    """The whole store on that database. Nothing is asked of the server yet."""
    database = open_database(uri, name, timeout=timeout)
    # A connection of its own for the committer: where a thousand come back at once and read, nobody's send waits
    # behind them for one.
    appending = open_database(uri, name, timeout=timeout, connections=1)

    @translating_errors
    def ping() -> None:
        # A read, not a ping: a store whose disk was full still answers those, and nothing else.
        database["users"].find_one({}, {"_id": True})

    return Store(
        users=MongoUsers(database),
        keyrings=MongoKeyrings(database),
        conversations=MongoConversations(database),
        log=MongoLog(database, appending),
        queue=MongoQueue(database),
        contacts=MongoContacts(database),
        connections=MongoConnections(database),
        audit=MongoAuditLog(database),
        invitations=MongoInvitations(database),
        reports=MongoReports(database),
        server=MongoServerSettings(database),
        nodes=MongoNodes(database),
        directory=MongoDirectory(database),
        lives=MongoLives(database),
        ping=ping,
    )
