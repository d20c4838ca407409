"""A history in, its violations out, told to a person."""

from __future__ import annotations

from collections import Counter

from tests.reliability.facts import Facts, Violation
from tests.reliability.history import Acked, Fault, History, Refused, Sent, Stormed
from tests.reliability.history import told as events_told
from tests.reliability.laws import LAWS
from tests.reliability.phases import Phases
from tests.reliability.shrink import shortest

PROMISES = {
    "lost": ("every_ack_stands", "no_hole", "every_send_is_acknowledged_in_the_end"),
    "doubled": ("nothing_is_doubled", "repeats_are_acked_alike"),
    "out of order": ("live_entries_come_in_order", "a_sync_comes_in_order"),
}
TOLD = 20
SHRUNK = 3  # of these the shortest history is looked for, each of another law


def check(history: History) -> list[Violation]:
    """Every violation of every law."""
    facts = Facts(history)
    return [violation for law in LAWS for violation in law(facts)]


def told(history: History, violations: list[Violation], phases: Phases | None = None) -> str:
    """Violations for a person: each with its events, the first ones with the shortest history that shows them."""
    firsts = list({violation.law: violation for violation in reversed(violations)}.values())[::-1][:SHRUNK]
    lines = []
    for violation in [*firsts, *(each for each in violations if each not in firsts)][:TOLD]:
        lines.append(str(violation))
        if violation in firsts:
            with (phases or Phases()).phase(f"shrink {violation.law}"):
                history_of_it = shortest(history, violation)
            lines.append(f"  The shortest history that shows it, {len(history_of_it.events)} of {len(history.events)}:")
            lines.append(events_told(history_of_it.events))
        lines.append("")
    if len(violations) > TOLD:
        lines.append(f"… and {len(violations) - TOLD} more\n")
    return "\n".join(lines)


def summary(history: History, violations: list[Violation]) -> str:
    """A run in figures: operations, acknowledged, faults by kind, and what each law found."""
    kinds = Counter(type(event).__name__ for event in history.events)
    sends = {(sent.user, sent.conversation, sent.client_id): sent.kind for sent in history.of(Sent)}
    acks = {(acked.user, acked.conversation, acked.client_id) for acked in history.of(Acked)}
    refused = {(one.user, one.conversation, one.client_id) for one in history.of(Refused) if one.final} - acks
    faults = Counter(fault.what for fault in history.of(Fault))
    storms = list(history.of(Stormed))
    broken = Counter(violation.law for violation in violations)
    return "\n".join(
        [
            f"{len(sends)} operations ({_counted(Counter(sends.values()))}) in {kinds['Sent']} attempts:"
            f" {len(acks)} acknowledged, {len(refused)} refused, {len(sends.keys() - acks - refused)} without answer",
            f"{kinds['Renamed']} groups renamed, {kinds['Nicknamed']} nicknames given",
            f"{kinds['Opened']} connections, {kinds['Saw']} entries seen, {kinds['Confirmed']} receipts sent,"
            f" {kinds['SawReceipt']} seen",
            f"{sum(storm.synced for storm in storms)} of the storms' {sum(storm.sockets for storm in storms)} sockets"
            " came back and in sync",
            f"{faults.total()} faults: {_counted(faults)}",
            *(f"{what}: {sum(broken[law] for law in laws)}" for what, laws in PROMISES.items()),
            f"violations: {_counted(broken)}",
        ]
    )


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(counter.items())) or "none"
