"""The laws of a chat: what must hold of every history, whatever broke on the way. Each yields its violations."""

from tests.reliability.facts import Law
from tests.reliability.laws import changes, cursors, log, order, queue, state

LAWS: tuple[Law, ...] = (
    log.every_ack_stands,
    log.repeats_are_acked_alike,
    log.every_send_is_acknowledged_in_the_end,
    log.only_what_cannot_be_is_refused,
    log.every_device_settles,
    log.nothing_is_doubled,
    log.nothing_is_invented,
    log.no_hole,
    log.one_log,
    log.what_was_seen_stands,
    changes.pages_show_every_change,
    changes.what_is_deleted_says_nothing,
    changes.the_list_shows_the_last_message,
    order.live_entries_come_in_order,
    order.a_sync_comes_in_order,
    cursors.receipts_never_move_back,
    cursors.receipts_never_run_ahead,
    cursors.unread_is_the_difference,
    cursors.cursors_from_frames_equal_those_fetched,
    queue.what_was_queued_comes_on_connect,
    queue.the_queue_is_empty_for_who_confirmed,
    state.logs_from_frames_equal_those_fetched,
    state.conversations_from_frames_equal_those_fetched,
    state.people_from_frames_equal_those_fetched,
    state.what_was_set_stays,
    state.typing_is_never_stored,
    state.nobody_is_signed_out,
    state.every_socket_of_a_storm_syncs,
)
