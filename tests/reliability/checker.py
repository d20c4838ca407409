"""A history in, its violations out. Pure: no clock, no server, no file."""

from __future__ import annotations

from collections import Counter

from tests.reliability.facts import Facts, Violation
from tests.reliability.history import Acked, Fault, History, Sent
from tests.reliability.laws import LAWS


def check(history: History) -> list[Violation]:
    """Every violation of every law."""
    facts = Facts(history)
    return [violation for law in LAWS for violation in law(facts)]


def summary(history: History, violations: list[Violation]) -> str:
    """A run in figures: operations, acknowledged, faults by kind, and what each law found."""
    kinds = Counter(type(event).__name__ for event in history.events)
    sends = {(sent.user, sent.conversation, sent.client_id) for sent in history.of(Sent)}
    acks = {(acked.user, acked.conversation, acked.client_id) for acked in history.of(Acked)}
    faults = Counter(fault.what for fault in history.of(Fault))
    broken = Counter(violation.law for violation in violations)
    return "\n".join(
        [
            f"{len(sends)} sends ({kinds['Sent']} attempts), {len(sends & acks)} acknowledged,"
            f" {kinds['Refused']} refused",
            f"{kinds['Opened']} connections, {kinds['Saw']} entries seen, {kinds['Confirmed']} receipts sent,"
            f" {kinds['SawReceipt']} seen",
            "faults: " + (", ".join(f"{what} {count}" for what, count in sorted(faults.items())) or "none"),
            "violations: " + (", ".join(f"{law} {count}" for law, count in sorted(broken.items())) or "none"),
        ]
    )
