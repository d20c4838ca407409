"""Who talks with whom, and what a conversation looks like to each of its members."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chat_app.bus.interface import Bus
from chat_app.errors import InvalidInput, NotFound
from chat_app.protocol import conversations as frames
from chat_app.protocol.conversations import View, shown_members
from chat_app.protocol.wire import encode
from chat_app.records import Conversation, MemberPlace, Participant, Place
from chat_app.services.presence import Presence
from chat_app.services.privacy import Privacy
from chat_app.services.upkeep import Upkeep
from chat_app.store.interfaces import Store
from chat_app.types import ConversationId, UserId

MAX_CACHED = 10_000


class Conversations:
    """The rules of conversations, and a bounded cache of who is in which."""

    def __init__(self, store: Store, bus: Bus, presence: Presence, upkeep: Upkeep, privacy: Privacy) -> None:
        self._store = store
        self._bus = bus
        self._presence = presence
        self._upkeep = upkeep
        self._privacy = privacy
        self._cache: OrderedDict[ConversationId, Conversation] = OrderedDict()
        bus.listeners.conversation_changed.append(self._forget)
        bus.listeners.lost.append(self._cache.clear)

    def of_member(self, conversation_id: ConversationId, user_id: UserId) -> Conversation:
        """The conversation, whose cursors and last entry may be old: this is the path of every frame.

        Raises:
            NotFound: no such conversation, or the user is no member: the two look alike.
        """
        conversation = self.known(conversation_id)
        if conversation is None or conversation.member(user_id) is None:
            raise NotFound("There is no such conversation.")
        return conversation

    def known(self, conversation_id: ConversationId) -> Conversation | None:
        """The same, whoever asks."""
        if (conversation := self._cache.get(conversation_id)) is not None:
            return conversation
        found = self._store.conversations.get(conversation_id)
        return self._remember(found) if found is not None else None

    def view(self, conversation_id: ConversationId, user_id: UserId) -> View:
        """The conversation as it stands now, as this member sees it. Raises NotFound."""
        self.of_member(conversation_id, user_id)
        self._upkeep.settle()
        conversation = self._store.conversations.get(conversation_id)
        if conversation is None:
            raise NotFound("There is no such conversation.")
        return self.views([conversation], user_id)[0]

    def members(
        self, conversation_id: ConversationId, user_id: UserId, *, after: MemberPlace | None, limit: int
    ) -> tuple[View, list[Participant], MemberPlace | None]:
        """Members in the order of joining, with what the view tells of them, and where the next page begins, if any.

        Raises:
            NotFound: no such conversation, or the user is no member.
        """
        self.of_member(conversation_id, user_id)
        self._upkeep.settle()
        conversation = self._store.conversations.get(conversation_id)
        if conversation is None:
            raise NotFound("There is no such conversation.")
        places = sorted((MemberPlace(each.joined_at, each.user_id), each) for each in conversation.participants)
        found = [(place, member) for place, member in places if after is None or place > after][: limit + 1]
        members = [member for _, member in found[:limit]]
        people = self._presence.public(user_id, {user_id, *(member.user_id for member in members)})
        return View(conversation, user_id, people), members, found[limit - 1][0] if len(found) > limit else None

    def page(self, user_id: UserId, *, after: Place | None, limit: int) -> tuple[list[View], Place | None]:
        """The user's conversations, newest activity first, and where the next page begins, if there is one."""
        self._upkeep.settle()
        found = self._store.conversations.page(user_id, after=after, limit=limit)
        shown = [self._whole(conversation) for conversation in found if not conversation.is_hidden_from(user_id)]
        return self.views(shown, user_id), Place(found[-1].updated_at, found[-1].id) if len(found) == limit else None

    def direct(self, user_id: UserId, other_id: UserId) -> tuple[Conversation, bool]:
        """The one direct conversation of the two, and whether it is new.

        Raises:
            NotFound: no such user, or one that is deactivated.
            InvalidInput: nobody talks with themselves here.
            NotAccepted: the other hears from contacts alone.
        """
        if user_id == other_id:
            raise InvalidInput(errors={"participant_ids": ["Must name somebody else."]})
        existing = self._store.conversations.direct(user_id, other_id)
        if existing is not None:
            return existing, False
        people = self._store.users.get_many([user_id, other_id])
        if (other := people.get(other_id)) is None or other.deactivated_at is not None:
            raise NotFound("There is no such user.", errors={"participant_ids": [f"No user {other_id}."]})
        self._privacy.check_opening(user_id, other_id)
        # Who is blocked is not told: there is a conversation, and nothing of it reaches the other.
        user = people.get(user_id)
        blocked_by = [user_id] if user is not None and other_id in user.blocked else []
        blocked_by += [other_id] if user_id in other.blocked else []
        conversation, new = self._store.conversations.add(
            "direct", {user_id: "member", other_id: "member"}, blocked_by=blocked_by
        )
        if new:
            self.tell(conversation)
        return conversation, new

    def tell(self, conversation: Conversation) -> None:
        """Show the conversation to its members who are connected, to each as it looks to them."""
        if conversation.blocked_by:
            return
        connected = self._bus.connected(conversation.member_ids)
        people = self._presence.strangers({*shown_members(conversation), *connected})
        held = self._cache.get(conversation.id)
        if held is not None and held.revision > conversation.revision:
            # It changed again while the people were read, and who changed it tells of that.
            return
        for member in connected:
            # The people are the same for all: each member's own look at each other's presence would be n² looks.
            self._bus.deliver([member], encode(frames.changed(View(conversation, member, people))))

    def set_own_view(self, conversation_id: ConversationId, user_id: UserId, **changes: Any) -> Conversation:
        """Change how it looks to this member alone (muted_until, archived, …). Raises NotFound."""
        self.of_member(conversation_id, user_id)
        changed = self.changed(self._store.conversations.update_member(conversation_id, user_id, **changes))
        self._bus.deliver([user_id], encode(frames.changed(self.views([changed], user_id)[0])))
        return changed

    def set_blocked(self, user_id: UserId, other: UserId, *, blocked: bool) -> None:
        """Let the direct conversation of the two know of a block."""
        if (changed := self._store.conversations.set_blocked(user_id, other, blocked=blocked)) is not None:
            self.changed(changed)

    def views(self, conversations: Sequence[Conversation], viewer: UserId) -> list[View]:
        """The conversations as this member sees them."""
        people = self._presence.public(
            viewer, {user for each in conversations for user in (viewer, *shown_members(each))}
        )
        return [View(conversation, viewer, people) for conversation in conversations]

    def changed(self, conversation: Conversation | None) -> Conversation:
        """Take note of a change that was stored, here and on the other nodes; returns the latest that is known."""
        if conversation is None:
            raise NotFound("There is no such conversation.")
        latest = self._remember(conversation)
        self._bus.conversation_changed(conversation.id)
        return latest

    def _whole(self, listed: Conversation) -> Conversation:
        """What was read bare with its members, as they were when it was last read whole."""
        if not listed.bare:
            return listed
        held = self.known(listed.id)
        if held is not None and held.revision < listed.revision:
            held = self._store.conversations.get(listed.id)
        if held is None:
            return listed
        self._remember(held)
        return replace(listed, participants=held.participants, cursors=held.cursors | listed.cursors, bare=False)

    def _remember(self, conversation: Conversation) -> Conversation:
        held = self._cache.get(conversation.id)
        if held is not None and held.revision > conversation.revision:
            # Answers of the store can overtake each other: who was taken out must not come back by an older one.
            return held
        self._cache[conversation.id] = conversation
        if len(self._cache) > MAX_CACHED:
            self._cache.popitem(last=False)
        return conversation

    def _forget(self, conversation_id: ConversationId) -> None:
        self._cache.pop(conversation_id, None)
