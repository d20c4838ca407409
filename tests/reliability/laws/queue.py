"""The queue: what it must bring, and when it must be empty."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from tests.reliability.facts import Facts, Violation
from tests.reliability.history import Acked, Opened, Synced


def what_was_queued_comes_on_connect(facts: Facts) -> Iterator[Violation]:
    """An entry acknowledged as `queued` is in the queue of each recipient's next connection, if not confirmed by then.

    A recipient who writes confirms what stands before: sending moves one's own cursor.
    """
    heard_out = {(done.device, done.connection) for done in facts.history.of(Synced)}
    opened: dict[str, list[Opened]] = defaultdict(list)
    for one in facts.history.of(Opened):
        opened[one.user].append(one)
    queued = {(s.device, s.connection, s.conversation, s.seq) for s in facts.seen if s.how == "queue"}
    for ack in facts.history.of(Acked):
        if ack.status != "queued" or _is_repeat(facts, ack):
            continue
        for member in facts.history.members.get(ack.conversation, []):
            after = bisect_right(opened[member], ack.at, key=lambda one: one.at)
            first = opened[member][after] if after < len(opened[member]) else None
            if member == ack.user or first is None or (first.device, first.connection) not in heard_out:
                continue
            covered = facts.covered_before(member, ack.conversation, first.at) >= ack.seq
            if not covered and (first.device, first.connection, ack.conversation, ack.seq) not in queued:
                says = f"seq {ack.seq} of {ack.conversation} was queued, and {member} connected without getting it"
                yield Violation("what_was_queued_comes_on_connect", says, (ack, first))


def _is_repeat(facts: Facts, ack: Acked) -> bool:
    """Whether the ack may be an old entry's: its status speaks of now, and the entry may have been heard long ago."""
    return len(facts.sent.get((ack.user, ack.conversation, ack.client_id), [])) > 1


def the_queue_is_empty_for_who_confirmed(facts: Facts) -> Iterator[Violation]:
    """Once all is confirmed, a new connection brings no queue."""
    last = {(one.device, one.connection) for one in facts.history.of(Opened) if one.last}
    for saw in facts.seen:
        if saw.how == "queue" and (saw.device, saw.connection) in last:
            says = f"{saw.device} still gets seq {saw.seq} of {saw.conversation}"
            confirmed = facts.confirmed.get((saw.user, saw.conversation), [])[-1:]
            yield Violation("the_queue_is_empty_for_who_confirmed", says, (*confirmed, saw))
