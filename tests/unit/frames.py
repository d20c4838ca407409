"""For each frame that a client may send: whole examples, and values that each field must refuse."""

from __future__ import annotations

from typing import Any

ID = "a" * 24
HEX = "24 lower-case hexadecimal digits"
SEQS = "between 1 and 9,007,199,254,740,991"

EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "auth": [{"token": "t"}, {"token": "t" * 4_096, "id": "r-1"}],
    "ping": [{}, {"id": 7}],
    "sync": [{"cursors": {}}, {"cursors": {ID: 0, "b" * 24: 2**53 - 1}}],
    "message.send": [
        {"client_id": "c", "conversation_id": ID, "content": "hello"},
        {"client_id": "c" * 64, "to": ID, "kind": "text", "content": "x" * 8_000, "reply_to": "m", "priority": "high"},
    ],
    "message.edit": [{"client_id": "c", "message_id": "m", "content": "hello"}],
    "message.delete": [{"client_id": "c", "message_id": "m" * 64}],
    "reaction.set": [
        {"client_id": "c", "message_id": "m", "emoji": "👍🏽", "on": True},
        {"client_id": "c", "message_id": "m", "emoji": "👩‍❤️‍💋‍👩", "on": False},
        *[
            {"client_id": "c", "message_id": "m", "emoji": each, "on": True}
            for each in ("1\ufe0f\u20e3", "#\u20e3", "*\ufe0f\u20e3", "©", "\u203c")
        ],
    ],
    "receipt": [{"conversation_id": ID, "read_seq": 1}, {"conversation_id": ID, "delivered_seq": 2, "read_seq": 1}],
    "typing": [{"conversation_id": ID, "active": True}, {"conversation_id": ID, "active": False}],
    "presence.watch": [{"user_ids": []}, {"user_ids": [ID] * 500}],
}

ANY_ID = [("short", HEX), (7, "string"), (ID.upper(), HEX), (f"{ID}\n", HEX), (None, "null")]
CLIENT_ID = [("", "1 and 64"), ("c" * 65, "1 and 64"), (7, "string"), (None, "null")]
MESSAGE_ID = [("", "1 and 64"), ("m" * 65, "1 and 64"), ([], "string"), (None, "null")]
CONTENT = [("", "8000"), ("x" * 8_001, "8000"), (" \n\t", "white space"), ("a\0b", "NUL"), (7, "string")]
SWITCH = [("yes", "boolean"), ([], "boolean"), (None, "null"), (2, "boolean"), (1, "boolean"), (0.0, "boolean")]
SEQ = [(0, "1"), (2**53, str(2**53 - 1)), ("1", "integer"), (1.5, "integer"), (True, "integer"), (None, "null")]

NO_EMOJI = ("1", "#", "é", "\u200b", "\x85", "1\ufe0f")

REFUSED: dict[str, dict[str, list[tuple[Any, str]]]] = {
    "auth": {"token": [("", "4096"), ("t" * 4_097, "4096"), (7, "string"), (None, "null")]},
    "ping": {},
    "sync": {
        "cursors": [
            ([], "mapping"),
            ({"short": 1}, HEX),
            ({ID: -1}, "0"),
            ({ID: 2**53}, str(2**53 - 1)),
            ({ID: True}, "integer"),
            ({f"{n:024x}": 0 for n in range(1_501)}, "1500"),
        ]
    },
    "message.send": {
        "client_id": CLIENT_ID,
        "conversation_id": ANY_ID,
        "to": ANY_ID,
        "kind": [("file", "text"), (7, "string")],
        "content": CONTENT,
        "reply_to": MESSAGE_ID,
        "priority": [("urgent", "high")],
    },
    "message.edit": {"client_id": CLIENT_ID, "message_id": MESSAGE_ID, "content": CONTENT},
    "message.delete": {"client_id": CLIENT_ID, "message_id": MESSAGE_ID},
    "reaction.set": {
        "client_id": CLIENT_ID,
        "message_id": MESSAGE_ID,
        "emoji": [(each, "emoji") for each in ("", "a", "👍.", "👍$", "👍 ", "👍" * 33, "👍\0", ".👍", *NO_EMOJI)],
        "on": SWITCH,
    },
    "receipt": {"conversation_id": ANY_ID, "delivered_seq": SEQ, "read_seq": SEQ},
    "typing": {"conversation_id": ANY_ID, "active": SWITCH},
    "presence.watch": {"user_ids": [([ID] * 501, "500"), (["short"], HEX), (ID, "list"), (None, "null")]},
}

ANY_FRAME_REFUSES: dict[str, list[tuple[Any, str]]] = {
    "id": [("i" * 65, "64"), (1.0, "integer"), (True, "integer"), (None, "null"), ({}, "integer")],
    "surprise": [("x", "Unknown")],
}
