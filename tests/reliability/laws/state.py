"""What a device put together from frames equals what the server shows when it is asked anew, frame type by type."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reliability.facts import Facts, Violation
from tests.reliability.history import (
    Closed,
    Fetched,
    FetchedPeople,
    Happening,
    Held,
    HeldPeople,
    Nicknamed,
    Renamed,
    SawTyping,
    SignedOut,
    Stormed,
)
from tests.reliability.replay import shown

SIGNED_OUT = 4401


def logs_from_frames_equal_those_fetched(facts: Facts) -> Iterator[Violation]:
    """`entry`, `entries`, `ack`, the page after a `reset`: each device holds the messages that pages show, as shown."""
    for held in facts.history.of(Held):
        page = {e.seq: e for e in facts.page.get(held.conversation, []) if e.seq >= held.since}
        mine = {message.seq: message for message in held.shown}
        for seq in sorted(page.keys() | mine.keys()):
            wanted = shown(page[seq]) if seq in page else None
            if mine.get(seq) != wanted:
                says = f"{held.device} holds {_told(mine.get(seq))} as seq {seq} of {held.conversation}, not"
                events = (*facts.seen_at(held.device, held.conversation, seq), *([page[seq]] if seq in page else []))
                yield Violation("logs_from_frames_equal_those_fetched", f"{says} {_told(wanted)}", (*events, held))


def conversations_from_frames_equal_those_fetched(facts: Facts) -> Iterator[Violation]:
    """`conversation` and `receipt`: each device knows the title and everybody's cursors as they are."""
    fetched = {(one.user, one.conversation): one for one in facts.history.of(Fetched)}
    for held in facts.history.of(Held):
        now = fetched.get((held.user, held.conversation))
        if now is not None and (held.title, held.cursors) != (now.title, now.cursors):
            differing = [f"title {held.title!r}, which is {now.title!r}"] if held.title != now.title else []
            differing += [f"{one} {two} {three}" for one, two, three in sorted({*held.cursors} - {*now.cursors})]
            says = f"{held.device} knows of {held.conversation} {', '.join(differing) or 'other members'}"
            yield Violation("conversations_from_frames_equal_those_fetched", says, (held, now))


def people_from_frames_equal_those_fetched(facts: Facts) -> Iterator[Violation]:
    """`contact` and `presence`: each device knows its person's contacts, and who is there."""
    fetched = {one.user: one for one in facts.history.of(FetchedPeople)}
    for held in facts.history.of(HeldPeople):
        now = fetched.get(held.user)
        if now is not None and (held.contacts, held.presence) != (now.contacts, now.presence):
            mine, theirs = {*held.contacts, *held.presence}, {*now.contacts, *now.presence}
            says = f"{held.device} knows {sorted(mine - theirs)} where {sorted(theirs - mine)} is so"
            yield Violation("people_from_frames_equal_those_fetched", says, (held, now))


def what_was_set_stays(facts: Facts) -> Iterator[Violation]:
    """A group's title and a contact's nickname are the last ones that were set."""
    titles: dict[str, Renamed] = {renamed.conversation: renamed for renamed in facts.history.of(Renamed)}
    for fetched in facts.history.of(Fetched):
        renamed = titles.get(fetched.conversation)
        if renamed is not None and renamed.title != fetched.title:
            says = f"{fetched.conversation} was named {renamed.title!r} and is called {fetched.title!r}"
            yield Violation("what_was_set_stays", says, (renamed, fetched))
    nicknames: dict[str, Nicknamed] = {nicknamed.user: nicknamed for nicknamed in facts.history.of(Nicknamed)}
    for people in facts.history.of(FetchedPeople):
        nicknamed = nicknames.get(people.user)
        if nicknamed is not None and (nicknamed.member, nicknamed.nickname) not in people.contacts:
            says = f"{people.user} gave the nickname {nicknamed.nickname!r}, which is gone"
            yield Violation("what_was_set_stays", says, (nicknamed, people))


def typing_is_never_stored(facts: Facts) -> Iterator[Violation]:
    """A server that was started again does not know who wrote before."""
    for typing in facts.history.of(SawTyping):
        says = f"{typing.device} is told that {typing.member} writes in {typing.conversation}"
        yield Violation("typing_is_never_stored", says, (typing,))


def nobody_is_signed_out(facts: Facts) -> Iterator[Violation]:
    """Nobody signs out in a run, so no connection may end for that: not even when the clock is set."""
    told: dict[str, Happening] = {}
    for event in facts.history.events:
        if isinstance(event, SignedOut) or (isinstance(event, Closed) and event.code == SIGNED_OUT):
            told.setdefault(event.device, event)
    for device, event in told.items():
        yield Violation("nobody_is_signed_out", f"{device} was told that its token is not valid", (event,))


def every_socket_of_a_storm_syncs(facts: Facts) -> Iterator[Violation]:
    """Of a thousand sockets that come back at once, each gets in sync."""
    for storm in facts.history.of(Stormed):
        if storm.synced < storm.sockets:
            says = f"{storm.sockets - storm.synced} of {storm.sockets} sockets never got in sync"
            yield Violation("every_socket_of_a_storm_syncs", says, (storm,))


def _told(message: object) -> str:
    return f"{message!r:.160}" if message else "nothing"
