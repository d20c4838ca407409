"""Each law by itself: a small true history breaks none, and each way of spoiling it breaks the law that it should."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.checker import check, summary
from tests.reliability.history import (
    Acked,
    Confirmed,
    Fetched,
    FetchedPeople,
    Happening,
    Held,
    HeldPeople,
    History,
    Nicknamed,
    Opened,
    Refused,
    Renamed,
    Saw,
    SawReceipt,
    SawTyping,
    Sent,
    Shown,
    SignedOut,
    Stormed,
    Synced,
    Unsettled,
    told,
)
from tests.reliability.laws import LAWS


def saw(at: float, device: str, seq: int, how: str, **more: Any) -> Saw:
    fields: dict[str, Any] = {"connection": 1, "conversation": "chat", "sender": "ada", "kind": "text"}
    fields |= {"message_id": f"id{seq}", "client_id": f"c{seq}", "content": f"t{seq}", **more}
    return Saw(at=at, device=device, seq=seq, how=how, **fields)


def ack(at: float, number: int, **more: Any) -> Acked:
    """The ack of the `number`-th send."""
    fields: dict[str, Any] = {"message_id": f"id{number}", "seq": number, "status": "sent", **more}
    return Acked(at=at, device="ada/0", conversation="chat", client_id=f"c{number}", **fields)


def receipt(at: float, seq: int, asked: float | None = None) -> SawReceipt:
    """Bob's cursors as Ada sees them, live where `asked` is not given."""
    cursors: dict[str, Any] = {"delivered_seq": seq, "read_seq": seq, "asked": at if asked is None else asked}
    return SawReceipt(at=at, device="ada/0", conversation="chat", member="bob", **cursors)


def change(at: float, device: str, seq: int, kind: str, target: int, content: str | None, how: str) -> Saw:
    """The entry that changes the `target`-th message."""
    return saw(at, device, seq, how, kind=kind, target=f"id{target}", content=content)


CHANGES = ((4, "edit", 2, "better"), (5, "reaction", 1, "👍 on"), (6, "delete", 3, None))
IN_THE_END = (
    Shown(1, "id1", "t1", reactions=(("👍", "ada"),)),
    Shown(2, "id2", "better", edited=True),
    Shown(3, "id3", None, deleted=True),
)


def a_true_history() -> History:
    """Ada writes three messages to Bob: two while he is there, the last while he is not; he comes back and reads it.

    Then she edits the second, reacts to the first and deletes the third.
    """
    history = History({"chat": ["ada", "bob"]})
    add = history.add
    for user, at in (("ada", 1.0), ("bob", 1.1)):
        add(Opened(at=at, device=f"{user}/0", connection=1))
        add(Synced(at=at + 0.1, device=f"{user}/0", connection=1, batch=1))
    for seq in (1, 2, 3):
        at, status = float(seq + 1), "sent" if seq < 3 else "queued"
        add(Sent(at=at, device="ada/0", conversation="chat", client_id=f"c{seq}", content=f"t{seq}"))
        add(ack(at + 0.1, seq, status=status))
        if seq < 3:
            add(saw(at + 0.2, "bob/0", seq, "live"))
            add(Confirmed(at=at + 0.3, device="bob/0", conversation="chat", delivered_seq=seq, read_seq=seq))
            add(receipt(at + 0.4, seq))
    add(Opened(at=5.0, device="bob/0", connection=2))
    add(saw(5.1, "bob/0", 3, "queue", connection=2))
    add(saw(5.2, "bob/0", 3, "sync", connection=2, batch=2))
    add(Synced(at=5.3, device="bob/0", connection=2, batch=2))
    for seq, kind, target, content in CHANGES:
        at = 5.3 + seq / 100
        where: dict[str, Any] = {"conversation": "chat", "client_id": f"c{seq}", "target": f"id{target}"}
        add(Sent(at=at, device="ada/0", content=content, kind=kind, **where))
        add(ack(at + 0.001, seq))
        add(change(at + 0.002, "bob/0", seq, kind, target, content, "live"))
    add(Confirmed(at=5.4, device="bob/0", conversation="chat", delivered_seq=6, read_seq=6))
    add_what_was_known(add)
    return history


def add_what_was_known(add: Callable[[Happening], None]) -> None:
    """Names, a storm, and what the devices of the two hold and are shown once all is over."""
    add(Renamed(at=5.5, device="ada/0", conversation="chat", title="The two"))
    add(Nicknamed(at=5.5, device="ada/0", member="bob", nickname="Bobby"))
    add(Stormed(at=5.6, device="crowd", sockets=1_000, synced=1_000))
    for user, other in (("ada", "bob"), ("bob", "ada")):
        contacts = (("bob", "Bobby"),) if user == "ada" else ()
        title_and_cursors: dict[str, Any] = {"title": "The two", "cursors": (("ada", 6, 6), ("bob", 6, 6))}
        add(Held(at=5.7, device=f"{user}/0", conversation="chat", since=1, shown=IN_THE_END, **title_and_cursors))
        add(HeldPeople(at=5.7, device=f"{user}/0", contacts=contacts, presence=((other, "online"),)))
        add(FetchedPeople(at=5.8, device=f"{user}/http", contacts=contacts, presence=((other, "online"),)))
        add(Opened(at=6.0, device=f"{user}/0", connection=3, last=True))
        add(Synced(at=6.1, device=f"{user}/0", connection=3, batch=3))
        add(
            Fetched(
                at=7.0, device=f"{user}/http", conversation="chat", last_seq=6, unread=0, read_seq=6,
                last=IN_THE_END[2], **title_and_cursors,
            )
        )  # fmt: skip
        for how in ("final", "fresh"):
            for message in IN_THE_END:
                more: dict[str, Any] = {
                    "content": message.content,
                    "edited": message.edited,
                    "deleted": message.deleted,
                }
                add(saw(7.1, f"{user}/http", message.seq, how, connection=0, reactions=message.reactions, **more))
        for seq, kind, target, content in CHANGES:
            add(change(7.2, f"{user}/http", seq, kind, target, content, "fresh"))


def broken(history: History) -> set[str]:
    return {violation.law for violation in check(history)}


Spoil = Callable[[list[Happening]], list[Happening]]


def without(kind: type[Happening], /, **where: object) -> Spoil:
    """Take the events of a kind with these fields away."""
    return lambda events: [event for event in events if not fits(event, kind, where)]


def changed(kind: type[Happening], where: Mapping[str, object], /, **to: Any) -> Spoil:
    """Change the events of a kind with these fields."""
    return lambda events: [dataclasses.replace(e, **to) if fits(e, kind, where) else e for e in events]


def plus(*more: Happening) -> Spoil:
    """Add events at their time."""
    return lambda events: sorted([*events, *more], key=lambda event: event.at)


def all_of(*spoils: Spoil) -> Spoil:
    """One after the other."""
    return lambda events: functools.reduce(lambda so_far, spoil: spoil(so_far), spoils, events)


def fits(event: Happening, kind: type[Happening], where: Mapping[str, object]) -> bool:
    return isinstance(event, kind) and all(getattr(event, name) == value for name, value in where.items())


BOB = {"device": "bob/http"}


def in_the_end(**of_the_second: Any) -> tuple[Shown, ...]:
    """What a device holds, the second message otherwise."""
    return IN_THE_END[0], IN_THE_END[1]._replace(**of_the_second), IN_THE_END[2]


def doubled(how: str, device: str, at: float) -> Saw:
    return saw(at, device, 7, how, client_id="c2", content="better")


SPOILT: list[tuple[str, str, Spoil]] = [
    ("an acknowledged entry is gone", "every_ack_stands", without(Saw, seq=3)),
    ("an acknowledged edit is gone", "every_ack_stands", without(Saw, seq=4, how="fresh")),
    ("an ack names another seq", "every_ack_stands", changed(Acked, {"seq": 2}, seq=9)),
    ("an ack names another message", "every_ack_stands", changed(Acked, {"seq": 2}, message_id="other")),
    (
        "a repeat is acknowledged as another entry",
        "repeats_are_acked_alike",
        plus(ack(2.5, 1, seq=2, message_id="id2")),
    ),
    ("a send never got an ack", "every_send_is_acknowledged_in_the_end", without(Acked, client_id="c2")),
    (
        "a change is refused for no reason",
        "only_what_cannot_be_is_refused",
        plus(Refused(at=5.35, device="ada/0", conversation="chat", client_id="c4", code="invalid", final=True)),
    ),
    (
        "a device never settles",
        "every_device_settles",
        plus(Unsettled(at=5.6, device="bob/0", why="it is not in sync")),
    ),
    ("a send stands twice", "nothing_is_doubled", plus(*(doubled("fresh", f"{u}/http", 7.1) for u in ("ada", "bob")))),
    ("a device saw a send twice", "nothing_is_doubled", plus(doubled("live", "bob/0", 4.9))),
    ("the log has a hole", "no_hole", without(Saw, seq=2, how="fresh")),
    ("the log ends before its end", "no_hole", changed(Fetched, BOB, last_seq=7)),
    ("two members fetch different logs", "one_log", without(Saw, seq=3, how="fresh", device="bob/http")),
    ("two members fetch different pages", "one_log", changed(Saw, {"seq": 2, "how": "final", **BOB}, content="t2")),
    (
        "an entry said what nobody had said",
        "what_was_seen_stands",
        changed(Saw, {"how": "live", "seq": 1}, content="?"),
    ),
    ("an entry vanished after it was seen", "what_was_seen_stands", plus(saw(4.0, "bob/0", 7, "live"))),
    ("an entry moved", "what_was_seen_stands", changed(Saw, {"how": "live", "seq": 1}, seq=3)),
    ("an edit became something else", "what_was_seen_stands", changed(Saw, {"how": "live", "seq": 4}, kind="reaction")),
    ("the log holds what nobody sent", "nothing_is_invented", without(Sent, client_id="c2")),
    ("the log holds another text", "nothing_is_invented", changed(Saw, {"seq": 2}, content="other")),
    ("the log holds a deletion that nobody sent", "nothing_is_invented", without(Sent, client_id="c6")),
    (
        "a page does not show the last edit",
        "pages_show_every_change",
        changed(Saw, {"seq": 2, "how": "final"}, content="t2", edited=False),
    ),
    ("a page shows no reaction", "pages_show_every_change", changed(Saw, {"seq": 1, "how": "final"}, reactions=())),
    (
        "a page still shows what was deleted",
        "pages_show_every_change",
        changed(Saw, {"seq": 3, "how": "final"}, content="t3", deleted=False),
    ),
    ("the log keeps what was deleted", "what_is_deleted_says_nothing", changed(Saw, {"seq": 3}, content="t3")),
    (
        "an edit keeps what was deleted",
        "what_is_deleted_says_nothing",
        changed(Saw, {"seq": 4, "how": "fresh"}, target="id3"),
    ),
    (
        "the list shows what was deleted",
        "the_list_shows_the_last_message",
        changed(Fetched, BOB, last=Shown(3, "id3", "t3")),
    ),
    (
        "live entries come in the wrong order",
        "live_entries_come_in_order",
        all_of(changed(Saw, {"how": "live", "seq": 1}, at=3.25), plus()),
    ),
    (
        "a sync skips an entry",
        "a_sync_comes_in_order",
        plus(saw(5.11, "bob/0", 1, "sync", connection=2, batch=2)),
    ),
    ("a receipt moves back", "receipts_never_move_back", plus(receipt(3.9, 1))),
    ("a fetch that began later shows less", "receipts_never_move_back", plus(receipt(3.9, 1, asked=3.8))),
    ("a receipt runs ahead of what was confirmed", "receipts_never_run_ahead", plus(receipt(2.35, 3))),
    (
        "something was read that was not delivered",
        "receipts_never_run_ahead",
        changed(SawReceipt, {"read_seq": 2}, delivered_seq=1),
    ),
    ("unread is too high", "unread_is_the_difference", changed(Fetched, BOB, unread=1)),
    ("unread is too low", "unread_is_the_difference", changed(Fetched, BOB, read_seq=1)),
    (
        "the server forgot a receipt",
        "cursors_from_frames_equal_those_fetched",
        changed(Fetched, BOB, read_seq=2, unread=1),
    ),
    ("a queue row was dropped", "what_was_queued_comes_on_connect", without(Saw, how="queue")),
    (
        "a confirmed entry is still queued",
        "the_queue_is_empty_for_who_confirmed",
        plus(saw(6.05, "bob/0", 3, "queue", connection=3)),
    ),
    (
        "a device lacks an entry",
        "logs_from_frames_equal_those_fetched",
        changed(Held, {"device": "bob/0"}, shown=IN_THE_END[:2]),
    ),
    (
        "an edit never came to a device",
        "logs_from_frames_equal_those_fetched",
        changed(Held, {"device": "bob/0"}, shown=in_the_end(content="t2", edited=False)),
    ),
    (
        "a device shows a reaction that nobody sees",
        "logs_from_frames_equal_those_fetched",
        changed(Held, {"device": "bob/0"}, shown=in_the_end(reactions=(("👍", "ada"),))),
    ),
    (
        "a device was not told of the new title",
        "conversations_from_frames_equal_those_fetched",
        changed(Held, {"device": "bob/0"}, title="A group"),
    ),
    (
        "a device was not told of a receipt",
        "conversations_from_frames_equal_those_fetched",
        changed(Held, {"device": "ada/0"}, cursors=(("ada", 6, 6), ("bob", 2, 2))),
    ),
    (
        "a device was not told of a nickname",
        "people_from_frames_equal_those_fetched",
        changed(HeldPeople, {"device": "ada/0"}, contacts=(("bob", ""),)),
    ),
    (
        "a device was not told who is there",
        "people_from_frames_equal_those_fetched",
        changed(HeldPeople, {"device": "ada/0"}, presence=(("bob", "offline"),)),
    ),
    ("a title was lost", "what_was_set_stays", changed(Fetched, {}, title="A group")),
    ("a nickname was lost", "what_was_set_stays", changed(FetchedPeople, {"device": "ada/http"}, contacts=())),
    (
        "somebody seems to write for ever",
        "typing_is_never_stored",
        plus(SawTyping(at=7.3, device="bob/http", conversation="chat", member="ada")),
    ),
    ("a token is no longer good", "nobody_is_signed_out", plus(SignedOut(at=4.0, device="bob/0", where="socket"))),
    ("a socket of a storm is left out", "every_socket_of_a_storm_syncs", changed(Stormed, {}, synced=999)),
]


def test_a_true_history_breaks_no_law() -> None:
    """The laws allow what is right."""
    assert check(a_true_history()) == []


@pytest.mark.parametrize(("what", "law", "spoil"), SPOILT, ids=[what for what, _, _ in SPOILT])
def test_a_spoilt_history_breaks_its_law(what: str, law: str, spoil: Spoil) -> None:
    """Each way in which a chat can fail is seen, and by the law that names it."""
    history = a_true_history()
    history.events = spoil(history.events)
    assert law in broken(history), what


def test_every_law_has_been_broken() -> None:
    """No law is without a history that it refuses."""
    assert {law.__name__ for law in LAWS} == {law for _, law, _ in SPOILT}


@pytest.mark.parametrize(
    ("what", "spoil"),
    [
        ("an entry comes twice", plus(saw(2.25, "bob/0", 1, "live"))),
        ("an entry comes live, then again by sync", plus(saw(5.11, "bob/0", 2, "sync", connection=2, batch=2))),
        ("a fetch that began earlier shows less", plus(receipt(3.9, 1, asked=2.0))),
        (
            "a repeated send is acknowledged again",
            plus(
                Sent(at=4.5, device="ada/0", conversation="chat", client_id="c1", content="t1"),
                ack(4.6, 1, status="queued"),
            ),
        ),
        (
            "a change of what was deleted is refused",
            plus(
                Sent(
                    at=5.6, device="ada/0", conversation="chat", client_id="c9", content="x", kind="edit", target="id3"
                ),
                Refused(at=5.7, device="ada/0", conversation="chat", client_id="c9", code="invalid", final=True),
            ),
        ),
        (
            "a connection that ended before its sync got no queue",
            all_of(without(Saw, connection=2), without(Synced, connection=2)),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_contract_allows_breaks_no_law(what: str, spoil: Spoil) -> None:
    """Clients drop doubles, requests overtake each other, and connections end at any time."""
    history = a_true_history()
    history.events = spoil(history.events)
    assert check(history) == [], what


def test_a_history_survives_being_kept(tmp_path: Path) -> None:
    """What is saved and loaded is judged the same."""
    history = a_true_history()
    history.save(tmp_path / "history")
    assert History.load(tmp_path / "history") == history


def test_a_violation_shows_its_events_and_no_others() -> None:
    """A person gets the shortest history: here the send, its ack, and nothing that stands."""
    history = a_true_history()
    history.events = without(Saw, seq=3)(history.events)
    (violation,) = (v for v in check(history) if v.law == "every_ack_stands")
    assert [type(event) for event in violation.events] == [Sent, Acked]
    assert "c3 was acknowledged as seq 3 and stands nowhere" in str(violation)
    assert told(violation.events) in str(violation)


def test_a_run_is_told_in_figures() -> None:
    """Operations, acknowledged, faults, and what each law found."""
    told = summary(a_true_history(), [])
    assert "6 operations (delete 1, edit 1, reaction 1, text 3) in 6 attempts: 6 acknowledged" in told
    assert "lost: 0\ndoubled: 0\nout of order: 0\nviolations: none" in told
