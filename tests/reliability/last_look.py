"""What a new device of each person is shown once all is over: pages, a sync from the start, cursors, contacts."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from tests.harness import Conversation, User
from tests.reliability.history import Fetched, FetchedPeople, History, SawReceipt, SawTyping, Shown
from tests.reliability.known import contact_pairs
from tests.reliability.record import Recorder
from tests.reliability.replay import shown

Json = Mapping[str, Any]


def take(history: History, chats: Mapping[str, list[User]], socket_url: str, *, reopened: bool) -> None:
    """Look as every person at every conversation of theirs; `reopened`, at a server that was started again."""
    users = {user.id: user for members in chats.values() for user in members}
    for user in users.values():
        pen = Recorder(f"{user.id}/http", history)
        mine = [chat for chat, members in chats.items() if user in members]
        for chat in mine:
            _look_at(user, chat, pen)
        _sync_from_the_start(user, mine, pen, socket_url, reopened=reopened)


def _look_at(user: User, chat: str, pen: Recorder) -> None:
    asked = time.monotonic()
    view = user.view(Conversation(chat))
    cursors = [(each["user"]["id"], each["delivered_seq"], each["read_seq"]) for each in view["participants"]]
    read = {member: read for member, _, read in cursors}
    pen.note(
        Fetched, conversation=chat, last_seq=view["last_seq"], unread=view["unread"], read_seq=read[user.id],
        title=view["title"], cursors=tuple(sorted(cursors)), last=_last(view["last_entry"], pen),
    )  # fmt: skip
    for member, delivered_seq, read_seq in cursors:
        pen.note(
            SawReceipt, conversation=chat, member=member, delivered_seq=delivered_seq, read_seq=read_seq, asked=asked
        )
    for entry in user.log(Conversation(chat)):
        pen.note_entry(entry, "final", 0)


def _last(entry: Json | None, pen: Recorder) -> Shown | None:
    return shown(pen.entry(entry, "final", 0)) if entry else None


def _sync_from_the_start(user: User, chats: Iterable[str], pen: Recorder, socket_url: str, *, reopened: bool) -> None:
    with user.socket(url=socket_url) as socket:
        for chunk in socket.sync(dict.fromkeys(chats, 0)).chunks:
            for entry in chunk["entries"]:
                pen.note_entry(entry, "fresh", 0)
        for typing in socket.of_type("typing") if reopened else ():
            pen.note(SawTyping, conversation=typing["conversation_id"], member=typing["user_id"])


def look_at_people(user: User, people: Iterable[str], pen: Recorder) -> None:
    """Contacts and presence, while all devices are connected."""
    contacts = user.http.get("/api/contacts").ok(200)["items"]
    presence = user.http.get(f"/api/presence?user_ids={','.join(people)}").ok(200)
    pen.note(
        FetchedPeople, contacts=tuple(sorted(contact_pairs(contacts).items())),
        presence=tuple(sorted((member, each["status"]) for member, each in presence.items())),
    )  # fmt: skip
