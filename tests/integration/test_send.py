"""Sending: the ack, the repeat, the limits, the order. Promises 1 to 3 without faults."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.harness import Server, a_name, text

UTC = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$")


def test_an_ack_says_where_the_entry_stands(server: Server) -> None:
    """It names client_id, conversation, message, seq, time and status, and the page shows the same."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket, bob.socket() as his:
        ack = socket.ask("message.send", text(chat, "hello", "c-1"))
        entry = his.expect_entry("hello")
    assert (ack["type"], ack["client_id"], ack["conversation_id"], ack["status"]) == ("ack", "c-1", chat.id, "sent")
    assert UTC.match(ack["created_at"])
    assert (entry["message_id"], entry["seq"], entry["sender_id"]) == (ack["message_id"], ack["seq"], ada.id)
    assert entry == bob.log(chat)[-1]


def test_an_entry_has_the_shape_of_the_contract(server: Server) -> None:
    """Each field that PROTOCOL.md names is there, in a live frame as on a page."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with bob.socket() as his:
        ada.send(chat, "hello")
        live = his.expect_entry("hello")
    fields = (
        "message_id conversation_id seq sender_id client_id kind content reply_to target_id attachments reactions"
        " priority created_at edited_at deleted_at"
    )
    assert set(live) >= set(fields.split())


def test_an_ack_says_queued_when_nobody_is_there_to_hear(server: Server) -> None:
    """`queued` when no recipient is connected, `sent` when one is; the sender's own devices do not count."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket, ada.device().socket():
        assert socket.ask("message.send", text(chat, "one"))["status"] == "queued"
        with bob.socket():
            assert socket.ask("message.send", text(chat, "two"))["status"] == "sent"


def test_a_repeated_send_is_acknowledged_with_the_first_seq(server: Server) -> None:
    """Promises 2 and 3: a send may be repeated freely, over a new connection and over HTTP, and nothing is doubled."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    message = text(chat, "hello", "c-1")
    with ada.socket() as socket:
        first = socket.ask("message.send", message)
        same = socket.ask("message.send", message)
    with ada.socket() as socket:  # a new connection, as after a lost ack
        again = socket.ask("message.send", message)
    rest = ada.send(chat, "hello", client_id="c-1")
    for repeat in (same, again, rest):
        assert (repeat["message_id"], repeat["seq"]) == (first["message_id"], first["seq"])
        assert repeat["created_at"] == first["created_at"]
    assert bob.texts(chat) == ["hello"]


def test_the_same_send_from_many_devices_at_once_lands_once(server: Server) -> None:
    """Eight repeats in a race, over sockets and HTTP: one entry, one seq."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    gate = threading.Barrier(8)

    def send(number: int) -> int:
        with ada.socket() as socket:
            gate.wait(10)
            if number % 2:
                return int(ada.send(chat, "once", client_id="c-1")["seq"])
            return int(socket.ask("message.send", text(chat, "once", "c-1"))["seq"])

    with ThreadPoolExecutor(8) as threads:
        seqs = set(threads.map(send, range(8)))
    assert len(seqs) == 1
    assert bob.texts(chat) == ["once"]


def test_a_client_id_with_another_body_is_an_error(server: Server) -> None:
    """`client_id_reused`, not a silent old answer, over both ways; what stands is the first."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    ada.send(chat, "first", client_id="c-1")
    with ada.socket() as socket:
        error = socket.ask("message.send", text(chat, "second", "c-1"))
    assert (error["type"], error["code"], error["client_id"]) == ("error", "client_id_reused", "c-1")
    body = {"client_id": "c-1", "kind": "text", "content": "third"}
    answer = ada.http.post(f"/api/conversations/{chat.id}/messages", body)
    assert (answer.status, answer.code) == (409, "client_id_reused")
    assert bob.texts(chat) == ["first"]


def test_a_client_id_is_the_senders_and_the_conversations_own(server: Server) -> None:
    """Unique per sender and conversation: others, and the same sender elsewhere, may use it too."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    chat, other = server.direct_conversation(ada, bob), server.direct_conversation(ada, cleo)
    assert ada.send(chat, "one", client_id="c-1")["seq"] < bob.send(chat, "two", client_id="c-1")["seq"]
    ada.send(other, "three", client_id="c-1")
    assert (ada.texts(chat), ada.texts(other)) == (["one", "two"], ["three"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("content", ""),
        ("content", None),
        ("content", 5),
        ("content", ["x"]),
        ("content", {"$gt": ""}),
        ("content", "x" * 8_001),
        ("client_id", ""),
        ("client_id", "x" * 65),
        ("client_id", None),
        ("client_id", 7),
        ("client_id", {"$ne": 1}),
        ("kind", "system"),
        ("kind", "edit"),
        ("kind", "nonsense"),
        ("kind", None),
        ("priority", "urgent"),
        ("priority", 1),
        ("conversation_id", "nonsense"),
        ("conversation_id", {"$exists": True}),
        ("conversation_id", None),
        ("reply_to", {"$ne": None}),
        ("reply_to", "x" * 65),
    ],
)
def test_a_send_that_breaks_a_limit_is_told_which(server: Server, field: str, value: object) -> None:
    """An `error` with the field's name and the frame's ids; nothing is stored and the socket stays open."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket:
        error = socket.ask("message.send", {**text(chat, "fine", "c-1"), field: value})
        assert error["type"] == "error", error
        assert error["code"] and error["detail"]
        if value is not None or field not in {"conversation_id", "reply_to"}:
            assert error.get("field") == field, error
        if field != "client_id":
            assert error["client_id"] == "c-1"
        assert socket.ask("message.send", text(chat, "after it"))["type"] == "ack"
    assert bob.texts(chat) == ["after it"]


def test_the_limits_themselves_are_allowed(server: Server) -> None:
    """8,000 characters, however many bytes, and a client_id of 64."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    content = "é" * 8_000
    with ada.socket() as socket:
        assert socket.ask("message.send", text(chat, content, "x" * 64))["type"] == "ack"
    assert bob.texts(chat) == [content]


@pytest.mark.parametrize(
    "content", ["🦊‍👩‍👩‍👧", "a\r\nb\tc", "<script>alert(1)</script>", "{'$ne': 1}", "a \u202e x", "e\u0301"]
)
def test_a_text_comes_out_as_it_went_in(server: Server, content: str) -> None:
    """Unchanged, whatever it holds: escaping is for who shows it."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with bob.socket() as his:
        ada.send(chat, content)
        his.expect_entry(content)
    assert bob.texts(chat) == [content]


def test_the_senders_other_devices_get_the_entry_too(server: Server) -> None:
    """What one writes on the phone stands on the laptop."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as phone, ada.device().socket() as laptop:
        ack = phone.ask("message.send", text(chat, "from the phone"))
        assert laptop.expect_entry("from the phone")["seq"] == ack["seq"]


def test_many_writers_make_one_order_without_a_hole(server: Server) -> None:
    """Six writers at once: seqs have no hole, each acked seq is right, and every member saw the same order."""
    people = [server.new_user() for _ in range(6)]
    group = server.group(*people)
    start = people[0].view(group)["last_seq"]
    each = 20
    gate = threading.Barrier(len(people))

    def write(number: int) -> tuple[list[int], dict[int, str]]:
        with people[number].socket() as socket:
            gate.wait(20)
            acks = [socket.ask("message.send", text(group, f"{number}:{n}"))["seq"] for n in range(each)]
            gate.wait(60)
            socket.settle()
            live = [f["entry"] for f in socket.of_type("entry") if f["conversation_id"] == group.id]
            return acks, {entry["seq"]: entry["content"] for entry in live}

    with ThreadPoolExecutor(len(people)) as threads:
        results = list(threads.map(write, range(len(people))))
    log = {entry["seq"]: entry["content"] for entry in people[0].log(group) if entry["seq"] > start}
    assert list(log) == list(range(start + 1, start + 1 + each * len(people)))
    for number, (acks, live) in enumerate(results):
        assert acks == sorted(acks)
        assert [log[seq] for seq in acks] == [f"{number}:{n}" for n in range(each)]
        assert {seq: content for seq, content in live.items() if log.get(seq) != content} == {}
        assert set(log) - set(live) <= set(acks), "an entry of another did not arrive"


def test_one_senders_pipelined_messages_keep_their_order(server: Server) -> None:
    """Fifty sends without waiting for an ack: the log has them in the order sent."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket:
        for n in range(50):
            socket.tell("message.send", text(chat, f"{n}", f"p-{n}"))
        acks = [socket.expect("ack", client_id=f"p-{n}") for n in range(50)]
    assert bob.texts(chat) == [f"{n}" for n in range(50)]
    seqs = [ack["seq"] for ack in acks]
    assert seqs == list(range(seqs[0], seqs[0] + 50))


def test_a_reply_names_what_it_answers(server: Server) -> None:
    """`reply_to` is a message of this conversation; one of another conversation is refused."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    chat, other = server.direct_conversation(ada, bob), server.direct_conversation(ada, cleo)
    first = ada.send(chat, "question")["message_id"]
    foreign = ada.send(other, "elsewhere")["message_id"]
    with bob.socket() as socket:
        assert socket.ask("message.send", text(chat, "answer", reply_to=first))["type"] == "ack"
        error = socket.ask("message.send", text(chat, "spying", reply_to=foreign))
    assert error["type"] == "error"
    replies = {entry["content"]: entry["reply_to"] for entry in ada.log(chat)}
    assert first in str(replies["answer"])
    assert "spying" not in replies


def test_nobody_can_write_as_another(server: Server) -> None:
    """A sender_id, seq or time given by the client is refused or ignored."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    name = a_name("forged")
    with ada.socket() as socket:
        for field, value in (("sender_id", bob.id), ("seq", 999), ("created_at", "2001-01-01T00:00:00Z")):
            socket.ask("message.send", {**text(chat, f"{name} {field}"), field: value})
    for entry in bob.log(chat):
        assert entry["sender_id"] == ada.id
        assert entry["seq"] < 100
        assert entry["created_at"] > "2020"
