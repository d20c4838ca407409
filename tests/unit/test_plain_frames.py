"""The short way of reading the frequent frames agrees with their schemas."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from chat_app.protocol import messages, receipts
from chat_app.protocol.frames import REGISTRY

OID = "0123456789abcdef01234567"
FIELDS: dict[str, dict[str, list[Any]]] = {
    "message.send": {
        "id": [1, "a", True, None, 1.5, "x" * 65, []],
        "client_id": ["c", "", "x" * 64, "x" * 65, 1, None],
        "conversation_id": [OID, OID.upper(), OID[1:], OID + "\n", None, 5],
        "to": [OID],
        "kind": ["text", "system", None],
        "content": ["hello", "", "  ", "\u2003\n", "a\0b", "x" * 8_000, "x" * 8_001, 7, None],
        "reply_to": ["m", ""],
        "priority": ["high", "urgent"],
        "unknown": [1],
    },
    "receipt": {
        "id": ["a"],
        "conversation_id": [OID, "nonsense", None],
        "delivered_seq": [1, 0, -1, 2**53, True, "1", 1.0, None],
        "read_seq": [1, 0, 2**53 - 1, 1.5, None],
        "unknown": [1],
    },
}


def frames_of(type_: str) -> st.SearchStrategy[dict[str, Any]]:
    choices = {name: st.sampled_from(values) for name, values in FIELDS[type_].items()}
    return st.fixed_dictionaries({"type": st.just(type_)}, optional=choices)


@given(st.sampled_from(sorted(FIELDS)).flatmap(frames_of))
def test_what_is_read_the_short_way_is_what_the_schema_reads(raw: dict[str, Any]) -> None:
    """Whatever the short way accepts, the schema accepts, and both make the same request of it."""
    reader = REGISTRY[raw["type"]]
    assert reader.plain is not None
    request = reader.plain(raw)
    if request is not None:
        data = {name: value for name, value in raw.items() if name != "type"}
        try:
            assert reader.makes(**reader.schema.load(data)) == request
        except ValidationError as error:
            pytest.fail(f"the schema refuses {raw}: {error}")


def test_an_ordinary_send_and_receipt_take_the_short_way() -> None:
    """It is there for what comes with every message."""
    send = {"type": "message.send", "id": 1, "client_id": "c", "conversation_id": OID, "content": "hello"}
    receipt = {"type": "receipt", "conversation_id": OID, "delivered_seq": 3, "read_seq": 2}

    assert messages._plain_send(send) is not None
    assert receipts._plain_receipt(receipt) is not None
