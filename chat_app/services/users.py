"""Profiles: one's own, and those of others as far as the viewer may know."""

from __future__ import annotations

from typing import Any

from chat_app.errors import ChangedMeanwhile, NotFound
from chat_app.protocol.settings import paths
from chat_app.protocol.users import PublicUser
from chat_app.records import User
from chat_app.services.presence import Presence
from chat_app.store.interfaces import Store
from chat_app.types import UserId


class Users:
    """Who is who, as far as the viewer may know."""

    def __init__(self, store: Store, presence: Presence) -> None:
        self._store = store
        self._presence = presence

    def own(self, user: User) -> PublicUser:
        """The user's own profile."""
        return PublicUser(user, self._presence.of(user.id, [user.id])[user.id])

    def profile(self, viewer: UserId, user_id: UserId) -> PublicUser:
        """Somebody's profile, and what is left of a deleted one, whose messages have a sender. Raises NotFound."""
        public = self._presence.public(viewer, [user_id]).get(user_id)
        if public is None or (public.user.deactivated_at is not None and public.user.deleted_at is None):
            raise NotFound("There is no such user.")
        return public

    def visible(self, viewer: UserId, user_id: UserId) -> PublicUser:
        """Somebody who can be met. Raises NotFound for who is gone or deactivated; who is blocked is not told so."""
        public = self._presence.public(viewer, [user_id]).get(user_id)
        if public is None or public.user.deactivated_at is not None:
            raise NotFound("There is no such user.")
        return public

    def update(self, user: User, *, version: int | None = None, **changes: Any) -> PublicUser:
        """Change the own profile or settings; `settings` are merged into those that stand.

        Raises:
            Taken: a name is somebody's already.
            ChangedMeanwhile: a `version` is given, and the profile is another by now.
        """
        settings = changes.pop("settings", {})
        changes |= paths(settings)
        updated = self._store.users.update(user.id, version=version, **changes) if changes else user
        if updated is None:
            raise ChangedMeanwhile
        self._presence.forget(user.id)
        if "last_seen" in settings:
            self._presence.audience_changed(user.id)
        return self.own(updated)
