"""The laws of a chat: what must hold of every history, whatever broke on the way. Each yields its violations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.reliability.facts import Facts, Law, Violation
from tests.reliability.history import Acked, Confirmed, Fetched, Held, Opened, Saw, SawReceipt, Sent, Synced

CHANGES = {"edit", "delete", "reaction"}
MESSAGES = {"text", "file"}


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


def nothing_is_invented(facts: Facts) -> Iterator[Violation]:
    """Each message in the log was sent so by its sender."""
    for conversation, log in facts.truth.items():
        for entry in log:
            sent = facts.sent.get((entry.sender, conversation, entry.client_id or ""), [])
            if entry.kind in MESSAGES and entry.content not in {attempt.content for attempt in sent}:
                yield Violation("nothing_is_invented", f"nobody sent {entry.content!r}", (*sent, entry))


def live_entries_come_in_order(facts: Facts) -> Iterator[Violation]:
    """Once a connection has synced, no live entry comes after a later one, unless it was seen before or sent again.

    A repeat is announced late by design: its first try may have died between the log and the announcement.
    """
    synced: dict[tuple[str, int], float] = {}
    for done in facts.history.of(Synced):
        synced.setdefault((done.device, done.connection), done.at)
    highest: dict[tuple[str, int, str], Saw] = {}
    known: set[tuple[str, str, int]] = set()
    for saw in facts.seen:
        place, entry = (saw.device, saw.connection, saw.conversation), (saw.device, saw.conversation, saw.seq)
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


def receipts_never_move_back(facts: Facts) -> Iterator[Violation]:
    """What a device once saw of a member's cursors is never taken back, live or fetched."""
    seen: dict[tuple[str, str, str], list[SawReceipt]] = defaultdict(list)
    for receipt in facts.history.of(SawReceipt):
        earlier = seen[receipt.device, receipt.conversation, receipt.member]
        for cursor in ("delivered_seq", "read_seq"):
            known = [one for one in earlier if one.at < receipt.asked or one.asked == one.at == receipt.asked]
            highest = max(known, key=lambda one: int(getattr(one, cursor)), default=receipt)
            if getattr(highest, cursor) > getattr(receipt, cursor):
                says = f"{receipt.member}'s {cursor} went from {getattr(highest, cursor)} to {getattr(receipt, cursor)}"
                yield Violation("receipts_never_move_back", says, (highest, receipt))
        # Only what may still be overtaken by a slow fetch, and the highest so far, need be kept.
        earlier.append(receipt)
        if len(earlier) > 40:
            top = [max(earlier, key=lambda one: one.delivered_seq), max(earlier, key=lambda one: one.read_seq)]
            earlier[:] = [*top, *earlier[-20:]]


def receipts_never_run_ahead(facts: Facts) -> Iterator[Violation]:
    """Nobody is said to have received or read more than they confirmed or wrote, nor read what was not delivered."""
    wrote: dict[tuple[str, str], int] = defaultdict(int)
    for conversation, log in facts.truth.items():
        for entry in log:
            wrote[entry.sender, conversation] = max(wrote[entry.sender, conversation], entry.seq)
    best: dict[tuple[str, str], Confirmed] = {}
    delivered: dict[tuple[str, str], int] = defaultdict(int)
    read: dict[tuple[str, str], int] = defaultdict(int)
    for event in facts.history.events:
        if isinstance(event, Confirmed):
            key = (event.user, event.conversation)
            best[key] = event
            delivered[key] = max(delivered[key], event.delivered_seq, event.read_seq)
            read[key] = max(read[key], event.read_seq)
        elif isinstance(event, SawReceipt):
            key = (event.member, event.conversation)
            allowed = (max(delivered[key], wrote[key]), max(read[key], wrote[key]))
            if event.delivered_seq > allowed[0] or event.read_seq > min(allowed[1], event.delivered_seq):
                said = f"{event.delivered_seq}/{event.read_seq}"
                says = f"{key[0]} is said to be at {said} and can be at {allowed[0]}/{allowed[1]}"
                yield Violation("receipts_never_run_ahead", says, (*([best[key]] if key in best else []), event))


def unread_is_the_difference(facts: Facts) -> Iterator[Violation]:
    """Unread is the number of messages behind one's own read cursor."""
    for fetched in facts.history.of(Fetched):
        log = facts.truth.get(fetched.conversation, [])
        behind = [entry for entry in log if entry.seq > fetched.read_seq and entry.kind in MESSAGES]
        if fetched.unread != len(behind):
            says = f"{fetched.device} is told {fetched.unread} unread, {len(behind)} lie behind the cursor"
            yield Violation("unread_is_the_difference", says, (fetched, *behind[:5]))


def cursors_from_frames_equal_those_fetched(facts: Facts) -> Iterator[Violation]:
    """The own read cursor at the end is what the person's devices confirmed or wrote, no less."""
    for fetched in facts.history.of(Fetched):
        mine = facts.confirmed.get((fetched.user, fetched.conversation), [])
        wanted = max((one.read_seq for one in mine), default=0)
        if fetched.read_seq < wanted:
            says = f"{fetched.user} confirmed {wanted} of {fetched.conversation}, the server kept {fetched.read_seq}"
            yield Violation("cursors_from_frames_equal_those_fetched", says, (mine[-1], fetched))


def what_was_queued_comes_on_connect(facts: Facts) -> Iterator[Violation]:
    """An entry acknowledged as `queued` is in the queue of each recipient's next connection, if not yet confirmed."""
    heard_out = {(done.device, done.connection) for done in facts.history.of(Synced)}
    opened: dict[str, list[Opened]] = defaultdict(list)
    for one in facts.history.of(Opened):
        opened[one.user].append(one)
    queued = {(s.device, s.connection, s.conversation, s.seq) for s in facts.seen if s.how == "queue"}
    for ack in facts.history.of(Acked):
        if ack.status != "queued" or _is_repeat(facts, ack):
            continue
        for member in facts.history.members.get(ack.conversation, []):
            first = next((one for one in opened[member] if one.at > ack.at), None)
            if member == ack.user or first is None or (first.device, first.connection) not in heard_out:
                continue
            covered = facts.confirmed_before(member, ack.conversation, first.at) >= ack.seq
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


def every_send_is_acknowledged_in_the_end(facts: Facts) -> Iterator[Violation]:
    """Once all has healed, repeating a send long enough gets it an ack."""
    for key, attempts in facts.sent.items():
        if key not in facts.acked:
            yield Violation("every_send_is_acknowledged_in_the_end", f"{key[2]} never was", tuple[Sent, ...](attempts))


LAWS: tuple[Law, ...] = (
    every_ack_stands,
    repeats_are_acked_alike,
    nothing_is_doubled,
    no_hole,
    one_log,
    every_device_holds_the_log,
    what_was_seen_stands,
    nothing_is_invented,
    live_entries_come_in_order,
    a_sync_comes_in_order,
    receipts_never_move_back,
    receipts_never_run_ahead,
    unread_is_the_difference,
    cursors_from_frames_equal_those_fetched,
    what_was_queued_comes_on_connect,
    the_queue_is_empty_for_who_confirmed,
    every_send_is_acknowledged_in_the_end,
)
