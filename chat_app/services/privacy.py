"""What each user lets others see and do: asked on the path of every message, so it is kept for a while."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic

from chat_app.errors import NotAccepted
from chat_app.protocol.settings import Audience, Guarded, audience, hides_reading
from chat_app.records import Conversation, User
from chat_app.store.interfaces import Store
from chat_app.types import UserId

CACHE_TTL = 5 * 60.0
"""Seconds that what the store says of a user is used again; a change made on this node counts at once."""
MAX_CACHED = 20_000
GUARDED: tuple[Guarded, ...] = ("last_seen", "who_may_write", "who_may_add")


@dataclass(slots=True)
class _Wishes:
    """What one user has set; `contacts` are read when a setting first asks for them."""

    audiences: dict[Guarded, Audience]
    hides_reading: bool
    gone: bool
    expires_at: float
    contacts: frozenset[UserId] | None = None


class Privacy:
    """The settings that protect a user from others, and whom they let through."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wishes: dict[UserId, _Wishes] = {}

    def learn(self, users: Iterable[User]) -> None:
        """Take in users that were read anyway."""
        if len(self._wishes) >= MAX_CACHED:
            self._wishes.clear()
        for user in users:
            self._wishes[user.id] = _Wishes(
                {setting: audience(user.settings, setting) for setting in GUARDED},
                hides_reading(user.settings),
                user.deleted_at is not None,
                monotonic() + CACHE_TTL,
            )

    def forget(self, *user_ids: UserId) -> None:
        """Drop what is known of users: their settings or contacts changed."""
        for user_id in user_ids:
            self._wishes.pop(user_id, None)

    def audience(self, user_id: UserId, setting: Guarded) -> frozenset[UserId] | None:
        """Whom the user's setting lets through; None is everyone. Raises Unavailable."""
        wishes = self._of(user_id)
        allowed = wishes.audiences[setting] if wishes is not None else "nobody"
        if wishes is None or wishes.gone or allowed == "nobody":
            return frozenset()
        if allowed == "everyone":
            return None
        if wishes.contacts is None:
            wishes.contacts = frozenset(
                each.contact_id for each in self._store.contacts.of_user(user_id) if each.state == "contact"
            )
        return wishes.contacts

    def lets(self, user_id: UserId, setting: Guarded, other: UserId) -> bool:
        """Whether the user's setting lets that other through. Raises Unavailable."""
        allowed = self.audience(user_id, setting)
        return allowed is None or other in allowed

    def sharing_reading(self, user_ids: Iterable[UserId]) -> set[UserId]:
        """Those who show how far they have read, and so see it of each other. Raises Unavailable."""
        found = ((user_id, self._of(user_id)) for user_id in user_ids)
        return {user_id for user_id, wishes in found if wishes is not None and not wishes.hides_reading}

    def check_opening(self, sender: UserId, other: UserId) -> None:
        """Refuse a first word to who does not want it; a block, which is not told, changes nothing here.

        Raises:
            NotAccepted: the other hears from contacts alone, or has deleted the account.
        """
        wishes = self._of(other)
        if wishes is not None and wishes.gone:
            raise NotAccepted("That account was deleted.")
        if not self.lets(other, "who_may_write", sender):
            raise NotAccepted("That person does not take messages from you.")

    def check_writing(self, conversation: Conversation, sender: UserId) -> None:
        """The same in a direct conversation; who began it hears the answers. Raises NotAccepted."""
        if conversation.kind != "direct":
            return
        other = next((each for each in conversation.member_ids if each != sender), sender)
        wishes = self._of(other)
        if conversation.member_ids[0] != other or (wishes is not None and wishes.gone):
            self.check_opening(sender, other)

    def hears(self, conversation: Conversation, sender: UserId) -> bool:
        """Whether the other of a direct conversation hears from the sender. Raises Unavailable."""
        try:
            self.check_writing(conversation, sender)
        except NotAccepted:
            return False
        return True

    def check_adding(self, inviter: UserId, users: Iterable[User]) -> None:
        """Refuse to put into a group who does not want that. Raises NotAccepted, which names the first.

        A block looks the same: the blocked is not told.
        """
        for user in users:
            user_id = user.id
            if inviter in user.blocked or not self.lets(user_id, "who_may_add", inviter):
                errors = {"participant_ids": [f"{user_id} can't be added by you."]}
                raise NotAccepted("Somebody there does not let you add them to groups.", errors=errors)

    def _of(self, user_id: UserId) -> _Wishes | None:
        wishes = self._wishes.get(user_id)
        if wishes is None or wishes.expires_at <= monotonic():
            user = self._store.users.get(user_id)
            self.learn([user] if user is not None else [])
            wishes = self._wishes.get(user_id) if user is not None else None
        return wishes
