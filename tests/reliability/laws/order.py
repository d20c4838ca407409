"""The order in which entries come to a device."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reliability.facts import Facts, Violation
from tests.reliability.history import Saw, Synced


def live_entries_come_in_order(facts: Facts) -> Iterator[Violation]:
    """Once a connection has synced, no live entry comes after a later one, unless it was seen before or sent again.

    A repeat is announced late by design: its first try may have died between the log and the announcement.
    On several nodes what came in by one way is told in order; what came in by two may cross on its way to a third.
    """
    synced: dict[tuple[str, int], float] = {}
    for done in facts.history.of(Synced):
        synced.setdefault((done.device, done.connection), done.at)
    highest: dict[tuple[str, int, str, object], Saw] = {}
    known: set[tuple[str, str, int]] = set()
    for saw in facts.seen:
        place = (saw.device, saw.connection, saw.conversation, facts.way_of(saw))
        entry = (saw.device, saw.conversation, saw.seq)
        if saw.how == "live" and saw.at > synced.get(place[:2], float("inf")):
            before = highest.get(place)
            repeated = len(facts.sent.get((saw.sender, saw.conversation, saw.client_id or ""), [])) > 1
            if before is not None and before.seq > saw.seq and entry not in known and not repeated:
                says = f"{saw.device} got seq {saw.seq} of {saw.conversation} after {before.seq}"
                yield Violation("live_entries_come_in_order", says, (before, saw))
            if before is None or saw.seq > before.seq:
                highest[place] = saw
        known.add(entry)


def a_sync_comes_in_order(facts: Facts) -> Iterator[Violation]:
    """The entries that answer one `sync` come by rising seq, without a hole."""
    last: dict[tuple[str, int, int, str], Saw] = {}
    for saw in facts.seen:
        if saw.how == "sync":
            batch = (saw.device, saw.connection, saw.batch, saw.conversation)
            before = last.get(batch)
            if before is not None and saw.seq != before.seq + 1:
                says = f"{saw.device} was synced seq {saw.seq} of {saw.conversation} after {before.seq}"
                yield Violation("a_sync_comes_in_order", says, (before, saw))
            last[batch] = saw
