"""Where the processor time of one message goes, step by step, with the product's own functions and no socket or store.

What a whole server takes beyond these is the event loop, the sockets, the driver's round trips and the upkeep.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import bson

from chat_app.protocol.encoded import encode_entry, live
from chat_app.protocol.frames import load, parse
from chat_app.protocol.framing import Receiver
from chat_app.protocol.messages import ack
from chat_app.protocol.wire import encode
from chat_app.records import Conversation, Entry, Participant, now
from chat_app.services.messages import message_id
from chat_app.services.positions import Positions
from chat_app.services.recent import Recent
from chat_app.services.tick import Tick
from chat_app.store.mongo.messages import to_document
from chat_app.types import ConversationId, Seq, UserId
from chat_app.ws.hub import Hub
from tests.bench.frames import request
from tests.bench.pairs import CONTENT

ADA, BOB, CHAT = UserId("a" * 24), UserId("b" * 24), ConversationId("c" * 24)
REPEATS = 2_000
ROUNDS = 7


class Sink:
    """A connection that drops what it is handed."""

    id, user_id, watched = "x", BOB, frozenset[str]()

    def deliver(self, frame: bytes) -> None:
        """Take it."""


@dataclass(frozen=True, slots=True)
class Step:
    """The least of ROUNDS medians, in microseconds: other programs on the machine only ever add."""

    step: str
    microseconds: float


def run() -> Iterator[Step]:
    """Each step by itself, in the order of a message's way."""
    frame = request("message.send", client_id="w00000001", conversation_id=CHAT, kind="text", content=CONTENT)
    text = Receiver(max_bytes=65_536)
    payload = next(message for message in text.feed(frame) if isinstance(message, str))
    raw = parse(payload)
    sent = Entry(
        message_id=message_id(CHAT, ADA, "w00000001"),
        conversation_id=CHAT,
        sender_id=ADA,
        client_id="w00000001",
        kind="text",
        content=CONTENT,
        created_at=now(),
        seq=Seq(1),
        ordinal=1,
    )
    chat = Conversation(
        id=CHAT,
        kind="direct",
        title=None,
        avatar_url=None,
        participants=tuple(Participant(user_id=each, role="member", joined_at=now()) for each in (ADA, BOB)),
        cursors={},
        blocked_by=(),
        last_seq=Seq(0),
        last_ordinal=0,
        last_entry=None,
        created_at=now(),
        updated_at=now(),
    )
    document, encoded = to_document(sent), encode_entry(sent)
    nothing: Any = None
    hub, tick, recent = Hub(), Tick(), Recent(nothing, max_bytes=1 << 20)
    hub.add(Sink())  # type: ignore[arg-type]
    positions = Positions(nothing, nothing)
    told = encode(live(encoded))
    steps: dict[str, Callable[[], Any]] = {
        "unmask and join the frame (RFC 6455)": lambda: list(text.feed(frame)),
        "decode (JSON)": lambda: parse(payload),
        "validate": lambda: load(raw),
        "authorise (membership, from the cache)": lambda: chat.member(BOB),
        "number": lambda: positions.advanced(sent),
        "append: the document": lambda: to_document(sent),
        "append: BSON": lambda: bson.encode(document),
        "encode the entry": lambda: encode_entry(sent),
        "the live frame": lambda: encode(live(encoded)),
        "fan out, to one socket": lambda: hub.deliver([BOB], told),
        "acknowledge": lambda: encode(ack(sent, "sent")),
        "keep for who returns": lambda: recent.appended(encoded),
        "note the upkeep": lambda: tick.appended(sent),
    }
    for name, step in steps.items():
        yield Step(name, _microseconds(step))


def _microseconds(step: Callable[[], Any]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(REPEATS):
            step()
        best = min(best, (time.perf_counter() - began) / REPEATS)
    return 1e6 * best
