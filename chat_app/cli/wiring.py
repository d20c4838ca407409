"""The services for a command: over the store of a running `make run`, over MONGODB_URI, or over one of our own."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator

from flask import current_app
from pydantic import SecretStr

from chat_app.bus.interface import Node
from chat_app.bus.local import LocalBus
from chat_app.config import Settings
from chat_app.errors import ConfigurationError
from chat_app.services import Services, build_services
from chat_app.store import migrate
from chat_app.store.embedded import embedded_store
from chat_app.store.mongo import build_store
from chat_app.types import ConnectionId, SessionId, UserId

PATIENCE = 60.0
"""Seconds an operation may take: a command writes in large portions, and no socket waits for it."""


def settings() -> Settings:
    """Those of the application."""
    found: Settings = current_app.extensions["settings"]
    return found


@contextlib.contextmanager
def services() -> Iterator[Services]:
    """The services, for this block. The application's own may know of no store: none has to run for a command.

    The embedded store is migrated on the way, as `make run` does it; a database of one's own is not touched unasked.

    Raises:
        ConfigurationError: that database is not migrated, or the embedded store did not come up.
    """
    chosen = settings()
    with embedded_store(chosen) as uri:
        found = chosen.model_copy(update={"mongodb_uri": SecretStr(uri)})
        if chosen.mongodb_uri is None:
            migrate.upgrade(found)
        elif any(state.applied_at is None for state in migrate.status(found)):
            raise ConfigurationError("The database is not migrated: run `flask db upgrade` first.")
        store = build_store(uri, chosen.mongodb_database, timeout=PATIENCE)
        yield build_services(chosen, store, LocalBus(Nowhere()))


class Nowhere(Node):
    """A node without sockets: this process serves nobody, and those that do see what changed in the store."""

    def deliver(self, user_ids: Iterable[UserId], frame: bytes, *, skip: ConnectionId | None = None) -> set[UserId]:
        return set()

    def deliver_to_watchers(
        self,
        watched: UserId,
        frame: bytes,
        *,
        hidden_from: Collection[UserId] = (),
        only: Collection[UserId] | None = None,
    ) -> None:
        return None

    def users(self) -> list[UserId]:
        return []

    def connected(self, user_ids: Iterable[UserId]) -> set[UserId]:
        return set()

    def is_watched(self, user_id: UserId) -> bool:
        return False

    def silence(self, user_id: UserId) -> float | None:
        return None

    def idleness(self, user_id: UserId) -> float | None:
        return None

    def sign_out(self, user_id: UserId, session_ids: Collection[SessionId] | None) -> None:
        return None

    def resync(self, user_ids: Collection[UserId] | None = None) -> None:
        return None
