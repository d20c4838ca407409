"""What stands in the log: all that was acknowledged, once, in its place, the same for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.reliability.facts import Facts, Violation
from tests.reliability.history import CHANGES, MESSAGES, Held, Saw, Sent


def every_ack_stands(facts: Facts) -> Iterator[Violation]:
    """What was acknowledged is in the log, once, where the ack said."""
    for key, acks in facts.acked.items():
        entries = facts.standing.get(key, [])
        for ack in acks:
            if [(entry.message_id, entry.seq) for entry in entries] != [(ack.message_id, ack.seq)]:
                where = [entry.seq for entry in entries] or "nowhere"
                says = f"{ack.client_id} was acknowledged as seq {ack.seq} and stands {where} in {ack.conversation}"
                yield Violation("every_ack_stands", says, (*facts.sent[key], *acks, *entries))
                break


def repeats_are_acked_alike(facts: Facts) -> Iterator[Violation]:
    """All acks of one send name the same entry."""
    for key, acks in facts.acked.items():
        if len({(ack.message_id, ack.seq) for ack in acks}) > 1:
            yield Violation("repeats_are_acked_alike", f"{key[2]} got different acks", (*facts.sent[key], *acks))


def every_send_is_acknowledged_in_the_end(facts: Facts) -> Iterator[Violation]:
    """Once all has healed, repeating a send long enough gets it an ack."""
    for key, attempts in facts.sent.items():
        if key not in facts.acked:
            yield Violation("every_send_is_acknowledged_in_the_end", f"{key[2]} never was", tuple[Sent, ...](attempts))


def nothing_is_doubled(facts: Facts) -> Iterator[Violation]:
    """One send is one entry, in the log and in the eyes of every device."""
    places: dict[tuple[str, str, str], dict[int, Saw]] = defaultdict(dict)
    for saw in (*facts.seen, *(entry for log in facts.truth.values() for entry in log)):
        if saw.client_id is not None:
            places[saw.sender, saw.conversation, saw.client_id].setdefault(saw.seq, saw)
    for key, found in places.items():
        if len(found) > 1:
            says = f"{key[2]} stands at seqs {sorted(found)} of {key[1]}"
            yield Violation("nothing_is_doubled", says, (*facts.sent.get(key, []), *found.values()))


def nothing_is_invented(facts: Facts) -> Iterator[Violation]:
    """Each message in the log was sent so by its sender."""
    for conversation, log in facts.truth.items():
        for entry in log:
            sent = facts.sent.get((entry.sender, conversation, entry.client_id or ""), [])
            if entry.kind in MESSAGES and entry.content not in {attempt.content for attempt in sent}:
                yield Violation("nothing_is_invented", f"nobody sent {entry.content!r}", (*sent, entry))


def no_hole(facts: Facts) -> Iterator[Violation]:
    """The seqs of a log are 1 to n; only changes, which pages leave out, may be absent there."""
    changes = {(saw.conversation, saw.seq) for saw in facts.seen if saw.kind in CHANGES}
    for conversation, log in facts.truth.items():
        seqs = {entry.seq for entry in log}
        expected = {seq for seq in range(1, max(seqs, default=0) + 1) if (conversation, seq) not in changes}
        if missing := sorted(expected - seqs):
            around = tuple(e for e in log if any(abs(e.seq - seq) == 1 for seq in missing))
            yield Violation("no_hole", f"{conversation} lacks seqs {missing[:20]}", around)


def one_log(facts: Facts) -> Iterator[Violation]:
    """Every member fetches the same log."""
    for conversation, logs in facts.final.items():
        (first, one), *rest = logs.items()
        for device, other in rest:
            mine = {(e.seq, *e.identity): e for e in one}
            theirs = {(e.seq, *e.identity): e for e in other}
            if differing := mine.keys() ^ theirs.keys():
                events = tuple({**mine, **theirs}[key] for key in sorted(differing, key=lambda key: key[0]))
                yield Violation("one_log", f"{first} and {device} fetch different logs of {conversation}", events)


def every_device_holds_the_log(facts: Facts) -> Iterator[Violation]:
    """What each device put together from live frames, syncs and pages is the log."""
    for held in facts.history.of(Held):
        log = [entry.message_id for entry in facts.truth.get(held.conversation, [])]
        if list(held.message_ids) != log:
            differing = [n for n, pair in enumerate(zip(held.message_ids, log, strict=False), 1) if pair[0] != pair[1]]
            count = f"{len(held.message_ids)} of {len(log)}"
            says = f"{held.device} holds {count} entries of {held.conversation}; wrong seqs: {differing[:9]}"
            last = [s for s in facts.seen if s.device == held.device and s.conversation == held.conversation][-5:]
            yield Violation("every_device_holds_the_log", says, tuple(last))


def what_was_seen_stands(facts: Facts) -> Iterator[Violation]:
    """No entry that anybody saw changed or vanished later."""
    standing = {(c, entry.seq): entry for c, log in facts.truth.items() for entry in log}
    for saw in facts.seen:
        entry = standing.get((saw.conversation, saw.seq))
        if saw.kind not in CHANGES and (entry is None or entry.identity != saw.identity):
            says = f"{saw.device} saw {saw.message_id} as seq {saw.seq} of {saw.conversation}, where now is " + (
                "nothing" if entry is None else f"{entry.message_id} {entry.content!r}"
            )
            yield Violation("what_was_seen_stands", says, (saw, *([entry] if entry else [])))
