"""Whom a user knows, whom they asked to be known by, and whom they have blocked."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from chat_app.bus.interface import Bus
from chat_app.errors import InvalidInput, NotFound
from chat_app.protocol import users as frames
from chat_app.protocol.settings import asks_first
from chat_app.protocol.users import PublicUser
from chat_app.protocol.wire import encode
from chat_app.records import Contact
from chat_app.services.conversations import Conversations
from chat_app.services.presence import Presence
from chat_app.services.users import Users
from chat_app.store.interfaces import Store
from chat_app.types import ContactState, UserId

LISTED: frozenset[ContactState] = frozenset({"contact", "requested", "invited"})

Known = tuple[Contact, PublicUser]


class Contacts:
    """The contact list. A block is total in direct conversations, and the blocked is not told.

    A request that was declined, or that met a block, goes on being `requested`: neither looks like anything but a
    request that nobody answered yet.
    """

    def __init__(self, store: Store, bus: Bus, users: Users, conversations: Conversations, presence: Presence) -> None:
        self._store = store
        self._bus = bus
        self._users = users
        self._conversations = conversations
        self._presence = presence

    def of_user(
        self, user_id: UserId, states: Collection[ContactState] = LISTED, *, blocked: bool | None = None
    ) -> list[Known]:
        """The user's contacts by name: those in one of these states, or those that are `blocked` or not."""
        contacts = [
            contact
            for contact in self._store.contacts.of_user(user_id)
            if (contact.state in states if blocked is None else contact.blocked == blocked)
        ]
        people = self._presence.public(user_id, [contact.contact_id for contact in contacts])
        known = [(contact, people[contact.contact_id]) for contact in contacts if contact.contact_id in people]
        return sorted(known, key=lambda pair: (pair[0].nickname or pair[1].user.display_name).casefold())

    def add(self, user_id: UserId, other: UserId) -> Known:
        """Put somebody on the list, or ask them where they want to be asked. To ask who has asked is to accept.

        Raises:
            NotFound: no such user, or one that is deactivated.
            InvalidInput: oneself.
        """
        _must_differ(user_id, other)
        person = self._users.visible(user_id, other).user
        mine, theirs = self._store.contacts.get(user_id, other), self._store.contacts.get(other, user_id)
        their_state = theirs.state if theirs is not None else "none"
        if mine is not None and mine.state == "invited":
            return self.accept(user_id, other)
        if their_state == "requested":
            self._meet(other, user_id, "requested", "contact")
        elif their_state != "contact" and asks_first(person.settings):
            if mine is None or mine.state == "none":
                return self._ask(user_id, other, blocked=theirs is not None and theirs.blocked)
            return self._known(mine)
        return self._changed(self._store.contacts.put(user_id, other, state="contact"))

    def accept(self, user_id: UserId, other: UserId) -> Known:
        """Take a request: the two are each other's contacts. Raises NotFound where there is none."""
        mine = self._store.contacts.move(user_id, other, before=["invited"], after="contact")
        if mine is None:
            raise NotFound("There is no such request.")
        self._meet(other, user_id, "requested", "contact")
        return self._changed(mine)

    def change(self, user_id: UserId, other: UserId, **changes: Any) -> Known:
        """Change nickname or favourite of somebody on the list, or block and unblock anybody.

        Raises:
            NotFound: no such user, or not on the list.
            InvalidInput: oneself.
        """
        _must_differ(user_id, other)
        before = self._store.contacts.get(user_id, other)
        if self._store.users.get(other) is None:
            raise NotFound("There is no such user.")
        if changes.keys() - {"blocked"} and (before is None or before.state == "none"):
            raise NotFound("That user is no contact.")
        contact = self._store.contacts.put(user_id, other, **changes)
        if "blocked" in changes:
            self._store.users.set_blocked(user_id, other, blocked=contact.blocked)
            self._conversations.set_blocked(user_id, other, blocked=contact.blocked)
            if contact.blocked and contact.state in ("requested", "invited"):
                contact = self._end(contact) or contact
            for each in (user_id, other):
                self._presence.audience_changed(each)
        return self._told(contact)

    def remove(self, user_id: UserId, other: UserId) -> None:
        """Take somebody off the list, withdraw a request, or decline one; a block stays. Raises NotFound."""
        contact = self._store.contacts.get(user_id, other)
        ended = self._end(contact) if contact is not None else None
        if ended is None:
            raise NotFound("That user is no contact.")
        self._changed(ended)

    def _ask(self, user_id: UserId, other: UserId, *, blocked: bool) -> Known:
        mine = self._store.contacts.put(user_id, other, state="requested")
        if not blocked:
            self._changed(self._store.contacts.put(other, user_id, state="invited"))
        return self._changed(mine)

    def _end(self, contact: Contact) -> Contact | None:
        """Take it off its owner's list, and a request off the other's; None when it stood on none."""
        ended = self._store.contacts.move(contact.user_id, contact.contact_id, before=[*LISTED], after="none")
        if ended is not None and contact.state == "requested":
            self._meet(contact.contact_id, contact.user_id, "invited", "none")
        return ended

    def _meet(self, user_id: UserId, other: UserId, before: ContactState, after: ContactState) -> None:
        """What became of a request, on the other side of it."""
        moved = self._store.contacts.move(user_id, other, before=[before], after=after)
        if moved is not None:
            self._changed(moved)

    def _changed(self, contact: Contact) -> Known:
        """Let the owner's settings count for who is a contact now, or not any more; and tell the owner's devices."""
        self._presence.audience_changed(contact.user_id)
        return self._told(contact)

    def _told(self, contact: Contact) -> Known:
        known = self._known(contact)
        self._bus.deliver([contact.user_id], encode(frames.contact_changed(*known)))
        return known

    def _known(self, contact: Contact) -> Known:
        return contact, self._presence.public(contact.user_id, [contact.contact_id])[contact.contact_id]


def _must_differ(user_id: UserId, other: UserId) -> None:
    if other == user_id:
        raise InvalidInput(errors={"user_id": ["Must be somebody else."]})
