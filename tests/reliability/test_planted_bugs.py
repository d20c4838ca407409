"""The checker can fail: each planted bug, told by a proxy that lies about a good server, is caught by its law."""

from __future__ import annotations

import dataclasses

import pytest

from tests.harness import Server
from tests.reliability import lies
from tests.reliability.checker import check
from tests.reliability.run import Plan, perform

PLAN = Plan(
    seconds=3, seed=5, users=4, devices=1, group_size=4, pause=0.08, twice=0.0, healing=3.0,
    faults=((0.3, "absence"), (1.2, "absence")), reopen=False,
)  # fmt: skip


def caught(server: Server, lie: type[lies.Lie], plan: Plan = PLAN) -> set[str]:
    """The laws that a run through a lying proxy breaks."""
    proxies: list[lies.LyingProxy] = []

    def through_the_liar(port: int) -> str:
        proxies.append(lies.LyingProxy(f"ws://127.0.0.1:{port}/ws", lie))
        return proxies[0].__enter__().url

    try:
        return {violation.law for violation in check(perform(plan, server, socket_url=through_the_liar))}
    finally:
        for proxy in proxies:
            proxy.__exit__(None, None, None)


def test_an_honest_proxy_breaks_no_law(server: Server) -> None:
    """What the others show is the lie's doing and not the proxy's."""
    assert caught(server, lies.Lie, dataclasses.replace(PLAN, healing=120)) == set()


@pytest.mark.parametrize(
    ("lie", "law"),
    [
        (lies.LostAck, "every_ack_stands"),
        (lies.DoubledInsert, "nothing_is_doubled"),
        (lies.ReorderedDelivery, "live_entries_come_in_order"),
        (lies.ReceiptMovedBack, "receipts_never_move_back"),
        (lies.DroppedQueueRow, "what_was_queued_comes_on_connect"),
        (lies.VanishedEntry, "what_was_seen_stands"),
        (lies.LostEdit, "logs_from_frames_equal_those_fetched"),
        (lies.SurvivingContent, "what_is_deleted_says_nothing"),
    ],
)
def test_a_planted_bug_is_caught_by_its_law(server: Server, lie: type[lies.Lie], law: str) -> None:
    """An ack lost, an insert doubled, delivery reordered, a receipt moved back, a queue row dropped, and more."""
    assert law in caught(server, lie)
