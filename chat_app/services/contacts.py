"""Whom a user knows, and whom a user has blocked."""

from __future__ import annotations

from typing import Any

from chat_app.bus.interface import Bus
from chat_app.errors import InvalidInput, NotFound
from chat_app.protocol import users as frames
from chat_app.protocol.users import PublicUser
from chat_app.protocol.wire import encode
from chat_app.records import Contact
from chat_app.services.conversations import Conversations
from chat_app.services.presence import Presence
from chat_app.services.users import Users
from chat_app.store.interfaces import Store
from chat_app.types import UserId


class Contacts:
    """The contact list. A block is total in direct conversations, and the blocked is not told."""

    def __init__(self, store: Store, bus: Bus, users: Users, conversations: Conversations, presence: Presence) -> None:
        self._store = store
        self._bus = bus
        self._users = users
        self._conversations = conversations
        self._presence = presence

    def of_user(self, user_id: UserId) -> list[tuple[Contact, PublicUser]]:
        """The user's contacts, by display name."""
        contacts = self._store.contacts.of_user(user_id)
        people = self._presence.public(user_id, [contact.contact_id for contact in contacts])
        known = [(contact, people[contact.contact_id]) for contact in contacts if contact.contact_id in people]
        return sorted(known, key=lambda pair: (pair[0].nickname or pair[1].user.display_name).casefold())

    def add(self, user_id: UserId, other: UserId) -> tuple[Contact, PublicUser]:
        """Put somebody on the list. Raises NotFound, InvalidInput for oneself."""
        if other == user_id:
            raise InvalidInput(errors={"user_id": ["Must be somebody else."]})
        self._users.visible(user_id, other)
        return self._told(self._store.contacts.put(user_id, other, listed=True))

    def change(self, user_id: UserId, other: UserId, **changes: Any) -> tuple[Contact, PublicUser]:
        """Change the nickname, or block and unblock; blocking needs nobody on the list first. Raises NotFound."""
        if other == user_id:
            raise InvalidInput(errors={"user_id": ["Must be somebody else."]})
        if self._store.users.get(other) is None:
            raise NotFound("There is no such user.")
        contact = self._store.contacts.put(user_id, other, **changes)
        if "blocked" in changes:
            self._store.users.set_blocked(user_id, other, blocked=contact.blocked)
            self._conversations.set_blocked(user_id, other, blocked=contact.blocked)
            self._presence.forget(user_id, other)
        return self._told(contact)

    def remove(self, user_id: UserId, other: UserId) -> None:
        """Take somebody off the list; a block stays. Raises NotFound."""
        if not self._store.contacts.remove(user_id, other):
            raise NotFound("That user is no contact.")

    def _told(self, contact: Contact) -> tuple[Contact, PublicUser]:
        public = self._presence.public(contact.user_id, [contact.contact_id])[contact.contact_id]
        self._bus.deliver([contact.user_id], encode(frames.contact_changed(contact, public)))
        return contact, public
