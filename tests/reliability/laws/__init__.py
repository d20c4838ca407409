"""The laws of a chat: what must hold of every history, whatever broke on the way. Each yields its violations."""

from tests.reliability.facts import Law
from tests.reliability.laws import cursors, log, order, queue

LAWS: tuple[Law, ...] = (
    log.every_ack_stands,
    log.repeats_are_acked_alike,
    log.every_send_is_acknowledged_in_the_end,
    log.nothing_is_doubled,
    log.nothing_is_invented,
    log.no_hole,
    log.one_log,
    log.every_device_holds_the_log,
    log.what_was_seen_stands,
    order.live_entries_come_in_order,
    order.a_sync_comes_in_order,
    cursors.receipts_never_move_back,
    cursors.receipts_never_run_ahead,
    cursors.unread_is_the_difference,
    cursors.cursors_from_frames_equal_those_fetched,
    queue.what_was_queued_comes_on_connect,
    queue.the_queue_is_empty_for_who_confirmed,
)
