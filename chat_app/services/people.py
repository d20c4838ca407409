"""Finding people: the own contacts first, then everybody by the name that matches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chat_app.protocol.users import PublicUser
from chat_app.records import Contact, Match, User
from chat_app.services.presence import Presence
from chat_app.store.folding import fold
from chat_app.store.interfaces import Store

MAX_CONTACTS = 500
"""Of the user's contacts, looked through for each page: the favourites, then those added first."""
TRIES = 5
"""Looks into the store for a page, where most of those found are kept from the viewer."""


@dataclass(frozen=True, slots=True)
class SearchPlace:
    """Where a page begins: among the contacts or all others, at a key."""

    part: Literal["contacts", "others"]
    key: str


START = SearchPlace("contacts", "")


class People:
    """The search of people, without the viewer and those a block keeps apart."""

    def __init__(self, store: Store, presence: Presence) -> None:
        self._store = store
        self._presence = presence

    def search(
        self, viewer: User, prefix: str, *, place: SearchPlace = START, limit: int
    ) -> tuple[list[PublicUser], SearchPlace | None]:
        """A page of those with a name that begins so, and where the next one begins, if there is one."""
        contacts = self._contacts(viewer)
        matches: list[Match] = []
        following: SearchPlace | None = place
        if place.part == "contacts":
            matches = self._among(contacts, prefix, place.key)
            more = len(matches) > limit
            following = SearchPlace("contacts", matches[limit].key) if more else SearchPlace("others", "")
        hidden = viewer.apart | {viewer.id, *(each.contact_id for each in contacts)}
        for _ in range(TRIES):
            if following is None or following.part == "contacts" or len(matches) >= limit:
                break
            found = self._store.users.search(prefix, start=following.key or None, limit=limit)
            shown = [match for match in found.matches if match.user_id not in hidden]
            room = limit - len(matches)
            matches += shown[:room]
            key = shown[room].key if len(shown) > room else found.following
            following = SearchPlace("others", key) if key is not None else None
        people = self._presence.public(viewer.id, [match.user_id for match in matches[:limit]])
        return [people[match.user_id] for match in matches[:limit] if match.user_id in people], following

    def _contacts(self, viewer: User) -> list[Contact]:
        contacts = [
            each
            for each in self._store.contacts.of_user(viewer.id)
            if each.state == "contact" and each.contact_id not in viewer.apart
        ]
        return sorted(contacts, key=lambda each: (not each.favourite, each.created_at))[:MAX_CONTACTS]

    def _among(self, contacts: list[Contact], prefix: str, start: str) -> list[Match]:
        """Those of the contacts whose username, display name or nickname begins so, by the name that is shown."""
        nicknames = {each.contact_id: each.nickname for each in contacts}
        first = fold(prefix)
        found = []
        for user in self._store.users.get_many(nicknames).values() if first else ():
            nickname = nicknames[user.id]
            names = [fold(name) for name in (user.username, user.display_name, nickname) if name]
            key = f"{fold(nickname or user.display_name)}\n{user.id}"
            if user.deactivated_at is None and key >= start and any(name.startswith(first) for name in names):
                found.append(Match(key, user.id))
        return sorted(found, key=lambda match: match.key)
