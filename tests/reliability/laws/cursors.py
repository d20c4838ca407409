"""Receipts and what follows from them: they move on, never back and never ahead."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from tests.reliability.facts import Facts, Violation
from tests.reliability.history import MESSAGES, Confirmed, Fetched, SawReceipt

FETCHER = "/http"  # ends the name of who fetches and hears nothing live


def receipts_never_move_back(facts: Facts) -> Iterator[Violation]:
    """What a device once saw of a member's cursors is never taken back, live or fetched.

    Live receipts of several nodes may cross on their way: clients keep the highest.
    """
    highest: dict[tuple[str, str, str, str], list[SawReceipt]] = defaultdict(list)
    for receipt in facts.history.of(SawReceipt):
        for cursor in ("delivered_seq", "read_seq"):
            steps = highest[receipt.device, receipt.conversation, receipt.member, cursor]
            # A request that was under way when a receipt came may show what was before; a live one may not.
            known = len(steps) if receipt.asked == receipt.at else bisect_left(steps, receipt.asked, key=_time)
            before = steps[known - 1] if known else receipt
            crossing = facts.history.nodes > 1 and not receipt.device.endswith(FETCHER)
            if not crossing and getattr(before, cursor) > getattr(receipt, cursor):
                says = f"{receipt.device} saw {receipt.member}'s {cursor} in {receipt.conversation} go from"
                says += f" {getattr(before, cursor)} to {getattr(receipt, cursor)}"
                yield Violation("receipts_never_move_back", says, (before, receipt))
            if not steps or getattr(receipt, cursor) > getattr(steps[-1], cursor):
                steps.append(receipt)


def _time(receipt: SawReceipt) -> float:
    return receipt.at


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
                says = f"{key[0]} is said to be at {said} of {key[1]} and can be at {allowed[0]}/{allowed[1]}"
                yield Violation("receipts_never_run_ahead", says, (*([best[key]] if key in best else []), event))


def unread_is_the_difference(facts: Facts) -> Iterator[Violation]:
    """Unread is the number of messages behind one's own read cursor."""
    for fetched in facts.history.of(Fetched):
        log = facts.truth.get(fetched.conversation, [])
        behind = [entry for entry in log if entry.seq > fetched.read_seq and entry.kind in MESSAGES]
        if fetched.unread != len(behind):
            says = f"{fetched.device} is told {fetched.unread} unread of {fetched.conversation},"
            says += f" {len(behind)} lie behind the cursor"
            yield Violation("unread_is_the_difference", says, (fetched, *behind[:5]))


def cursors_from_frames_equal_those_fetched(facts: Facts) -> Iterator[Violation]:
    """The own read cursor at the end is what the person's devices confirmed or wrote, no less."""
    for fetched in facts.history.of(Fetched):
        mine = facts.confirmed.get((fetched.user, fetched.conversation), [])
        wanted = max((one.read_seq for one in mine), default=0)
        if fetched.read_seq < wanted:
            says = f"{fetched.user} confirmed {wanted} of {fetched.conversation}, the server kept {fetched.read_seq}"
            yield Violation("cursors_from_frames_equal_those_fetched", says, (mine[-1], fetched))
