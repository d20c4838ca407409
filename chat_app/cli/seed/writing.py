"""Puts a plan into the store, in large portions; what stands already stays as it is.

A conversation's log is written before the conversation itself. Nobody can write into a conversation that does not
exist, so what an interrupted run left in such a log is the beginning of ours, and the next run goes on behind it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from chat_app.cli.seed.people import person, user_id
from chat_app.cli.seed.plan import Chat, Outline, Plan, chat, outlines
from chat_app.cli.seed.script import DIRECT
from chat_app.errors import Conflict
from chat_app.records import Position, User
from chat_app.store.interfaces import Store
from chat_app.types import Seq, UserId

PORTION = 1_000
"""Documents per write."""

Progress = Callable[[int], object]


@dataclass(slots=True)
class Written:
    """What a run added."""

    users: int = 0
    conversations: int = 0
    messages: int = 0


def write_people(store: Store, plan: Plan, password_hash: str, written: Written, progress: Progress) -> None:
    """Add those of the people that are not there yet; `progress` hears of each portion."""
    for start in range(0, plan.users, PORTION):
        numbers = range(start, min(start + PORTION, plan.users))
        standing = store.users.get_many(user_id(plan.seed, number) for number in numbers)
        new = [
            _with_free_name(store, person(plan.seed, number, password_hash=password_hash, until=plan.until))
            for number in numbers
            if user_id(plan.seed, number) not in standing
        ]
        if new:
            store.users.add_many(new)
            written.users += len(new)
        progress(len(numbers))


def write_chats(store: Store, plan: Plan, written: Written, progress: Progress) -> None:
    """Add those of the conversations that are not there yet; `progress` hears of their messages, the others' too."""
    waiting: list[Chat] = []
    for outline in outlines(plan):
        if _stands(store, plan, outline):
            progress(outline.messages)
            continue
        waiting.append(chat(plan, outline))
        if sum(len(each.log) for each in waiting) >= PORTION:
            _write(store, waiting, written, progress)
            waiting = []
    _write(store, waiting, written, progress)


def _write(store: Store, chats: list[Chat], written: Written, progress: Progress) -> None:
    entries = [entry for each in chats for entry in each.log[_begun(store, each) :]]
    for start in range(0, len(entries), PORTION):
        portion = entries[start : start + PORTION]
        if store.log.append(portion).count < len(portion):
            raise Conflict("Another `flask seed` is at work on this database; let it end first.")
        messages = sum(entry.counts for entry in portion)
        written.messages += messages
        progress(messages)
    for entry in (entry for each in chats for entry in each.log):
        if entry.kind == "edit" and entry.target_id is not None:
            # The target shows it already; it must know it, too, so that a deletion takes all its contents away.
            store.log.edit(entry.target_id, entry)
    if chats:
        store.conversations.add_many([each.conversation for each in chats])
        written.conversations += len(chats)
        store.users.saw(_last_seen(chats))


def _begun(store: Store, new: Chat) -> int:
    """How many entries of its log an interrupted run has left. Raises Conflict when they are another plan's."""
    last = store.log.tail(new.conversation.id, Position(Seq(0), 0)).seq
    if last > 0:
        left = store.log.range(new.conversation.id, last, last)
        planned = new.log[last - 1 : last]
        if [(entry.message_id, entry.created_at) for entry in left] != [
            (entry.message_id, entry.created_at) for entry in planned
        ]:
            raise Conflict("An interrupted run began with other numbers or another --until: end that one first.")
    return last


def _last_seen(chats: Iterable[Chat]) -> dict[UserId, datetime]:
    seen: dict[UserId, datetime] = {}
    for entry in (entry for each in chats for entry in each.log):
        seen[entry.sender_id] = max(entry.created_at, seen.get(entry.sender_id, entry.created_at))
    return seen


def _stands(store: Store, plan: Plan, outline: Outline) -> bool:
    """Whether that conversation exists; two people may have found each other without us."""
    if store.conversations.get(outline.id) is not None:
        return True
    if outline.theme != DIRECT:
        return False
    one, other = (user_id(plan.seed, person) for person in outline.people)
    return store.conversations.direct(one, other) is not None


def _with_free_name(store: Store, user: User) -> User:
    """The user, with a number behind a name that somebody else has already."""
    for number in itertools.count(2):
        if store.users.by_login(user.username) is None and store.users.by_login(user.email) is None:
            return user
        username = f"{user.username.rstrip('0123456789')}{number}"
        user = replace(user, username=username, email=f"{username}@example.com")
    raise AssertionError
