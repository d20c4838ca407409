"""A conversation as it was when the copy of its log ended.

Its document is read twice. Before the log: how far the caches of its end had come, behind which the product looks again
at what a change did to its target, as after a crash. After the log: who is a member, so that nobody whose coming the
log tells of is missing. What went on after the log's end is taken back from the second.
"""

from __future__ import annotations

from typing import Any

Fields = dict[str, Any]

CACHES = ("last_seq", "last_ordinal", "last_entry", "last_hidden", "updated_at")


def caches_of(conversation: Fields) -> Fields:
    """What the document says of the end of its log."""
    return {name: conversation[name] for name in CACHES if name in conversation}


def as_of(conversation: Fields, caches: Fields, seq: int, ordinal: int) -> Fields:
    """The document, read after the log, with the caches read before it, and nothing in it beyond the log's end.

    What is not as it should be is left as it is: a copy mends nothing.
    """
    moment = {name: value for name, value in conversation.items() if name not in CACHES} | caches
    for field in ("cursors", "frozen"):
        if isinstance(of := moment.get(field), dict):
            moment[field] = {user: _within(cursor, seq, ordinal) for user, cursor in of.items()}
    if isinstance(mentioned := moment.get("mentioned"), dict):
        moment["mentioned"] = {
            user: [each for each in seqs if each <= seq] if isinstance(seqs, list) else seqs
            for user, seqs in mentioned.items()
        }
    if isinstance(members := moment.get("participants"), list):
        moment["participants"] = [_joined_within(member, seq) for member in members]
    return moment


def _within(cursor: Any, seq: int, ordinal: int) -> Any:
    if not isinstance(cursor, dict):
        return cursor
    ends = {"delivered_seq": seq, "read_seq": seq, "read_ordinal": ordinal}
    return {name: min(value, ends[name]) if name in ends else value for name, value in cursor.items()}


def _joined_within(member: Any, seq: int) -> Any:
    if isinstance(member, dict) and member.get("joined_seq", 0) > seq:
        return member | {"joined_seq": seq}
    return member
