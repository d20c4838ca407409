"""What stands in the log: all that was acknowledged, once, in its place, the same for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.reliability.facts import Facts, Key, Violation
from tests.reliability.history import Fetched, Refused, Saw, Sent, Unsettled
from tests.reliability.replay import shown


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
    """Once all has healed, repeating a send long enough gets it an ack, or a change its refusal."""
    refused = {(one.user, one.conversation, one.client_id) for one in facts.history.of(Refused) if one.final}
    for key, attempts in facts.sent.items():
        if key not in facts.acked and key not in refused:
            yield Violation("every_send_is_acknowledged_in_the_end", f"{key[2]} never was", tuple[Sent, ...](attempts))


def only_what_cannot_be_is_refused(facts: Facts) -> Iterator[Violation]:
    """A change is refused for good only when its message was deleted."""
    for refused in facts.history.of(Refused):
        attempts = facts.sent[refused.user, refused.conversation, refused.client_id]
        if refused.final and attempts:
            deletion = facts.deletion_of(attempts[0].target)
            if deletion is None or deletion.at > refused.at:
                says = f"{refused.client_id} was refused as {refused.code}, and its message was not deleted"
                yield Violation("only_what_cannot_be_is_refused", says, (*attempts, refused))


def every_device_settles(facts: Facts) -> Iterator[Violation]:
    """Once all has healed, each device comes to hold everything."""
    for unsettled in facts.history.of(Unsettled):
        yield Violation("every_device_settles", f"{unsettled.device}: {unsettled.why}", (unsettled,))


def nothing_is_doubled(facts: Facts) -> Iterator[Violation]:
    """One send is one entry, in the log and in the eyes of every device."""
    places: dict[Key, dict[int, Saw]] = defaultdict(dict)
    for saw in (*facts.seen, *(entry for log in facts.truth.values() for entry in log)):
        if saw.client_id is not None:
            places[saw.sender, saw.conversation, saw.client_id].setdefault(saw.seq, saw)
    for key, found in places.items():
        if len(found) > 1:
            says = f"{key[2]} stands at seqs {sorted(found)} of {key[1]}"
            yield Violation("nothing_is_doubled", says, (*facts.sent.get(key, []), *found.values()))


def nothing_is_invented(facts: Facts) -> Iterator[Violation]:
    """Each entry in the log was sent so by its sender; an edit or a deletion may have changed what it says."""
    for conversation, log in facts.truth.items():
        for entry in log:
            if entry.kind == "system":
                continue
            attempts = facts.sent.get((entry.sender, conversation, entry.client_id), [])
            if not any((a.kind, a.target) == (entry.kind, entry.target) for a in attempts) or (
                entry.content not in _sayings(facts, entry, attempts)
            ):
                says = f"nobody sent {entry.content!r} as {entry.client_id}, a {entry.kind}"
                yield Violation("nothing_is_invented", says, (*attempts, entry))


def _sayings(facts: Facts, entry: Saw, attempts: list[Sent]) -> set[str | None]:
    """What an entry may say: what was sent, what it was edited to, and nothing once it was deleted."""
    said: set[str | None] = {attempt.content for attempt in attempts}
    said |= {change.content for change in facts.changes_of.get(entry.message_id, []) if change.kind == "edit"}
    if facts.deletion_of(entry.message_id) or (entry.kind == "edit" and facts.deletion_of(entry.target)):
        said.add(None)
    return said


def no_hole(facts: Facts) -> Iterator[Violation]:
    """The seqs of a log are 1 to the last one that the conversation names."""
    lasts = {fetched.conversation: fetched for fetched in facts.history.of(Fetched)}
    for conversation, log in facts.truth.items():
        seqs = {entry.seq for entry in log}
        last = lasts.get(conversation)
        end = max(max(seqs, default=0), last.last_seq if last else 0)
        for seq in range(1, end + 1):
            if seq not in seqs:
                around = tuple(entry for entry in log if abs(entry.seq - seq) == 1)
                yield Violation("no_hole", f"{conversation} lacks seq {seq}", (*around, *([last] if last else [])))


def one_log(facts: Facts) -> Iterator[Violation]:
    """Every member fetches the same log, and the same pages."""
    for fetched in (facts.logs, facts.pages):
        for conversation, logs in fetched.items():
            (first, one), *rest = logs.items()
            mine = {(entry.seq, entry.identity, shown(entry)): entry for entry in one}
            for device, other in rest:
                theirs = {(entry.seq, entry.identity, shown(entry)): entry for entry in other}
                for key in sorted(mine.keys() ^ theirs.keys(), key=lambda key: key[0]):
                    whose, entry = (first, mine[key]) if key in mine else (device, theirs[key])
                    says = f"of {first} and {device} only {whose} is shown this as seq {key[0]} of {conversation}"
                    yield Violation("one_log", says, (entry,))


def what_was_seen_stands(facts: Facts) -> Iterator[Violation]:
    """No entry that anybody saw vanished later, became another, or said what nobody had said."""
    standing = {(c, entry.seq): entry for c, log in facts.truth.items() for entry in log}
    for saw in facts.seen:
        entry = standing.get((saw.conversation, saw.seq))
        if entry is None or entry.identity != saw.identity or not _could_say(facts, saw, entry):
            says = f"{saw.device} saw {saw.message_id} as seq {saw.seq} of {saw.conversation}, where now is " + (
                "nothing" if entry is None else f"{entry.message_id} {entry.content!r:.80}"
            )
            yield Violation("what_was_seen_stands", says, (saw, *([entry] if entry else [])))


def _could_say(facts: Facts, saw: Saw, entry: Saw) -> bool:
    if saw.content == entry.content:
        return True
    attempts = facts.sent.get((saw.sender, saw.conversation, saw.client_id), [])
    return saw.content in _sayings(facts, saw, attempts)
