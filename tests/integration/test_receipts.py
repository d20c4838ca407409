"""Receipts: cursors that only move on, are told to those whom it concerns, and make unread a subtraction."""

from __future__ import annotations

from tests.harness import Conversation, Server, User, wait_until


def talk(server: Server, texts: int = 5) -> tuple[User, User, Conversation, list[int]]:
    """Two people, their conversation and the seqs of what the first wrote to the second."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    return ada, bob, chat, [ada.send(chat, f"{n}")["seq"] for n in range(texts)]


def test_a_receipt_is_told_to_the_sender(server: Server) -> None:
    """Who wrote learns how far the other has received and read."""
    ada, bob, chat, seqs = talk(server)
    with ada.socket() as hers, bob.socket() as his:
        his.tell("receipt", conversation_id=chat.id, delivered_seq=seqs[4], read_seq=seqs[1])
        told = hers.expect("receipt", conversation_id=chat.id, user_id=bob.id)
        assert (told["delivered_seq"], told["read_seq"]) == (seqs[4], seqs[1])
    wait_until("the cursors to be stored", lambda: ada.cursors(chat, bob) == (seqs[4], seqs[1]))


def test_reading_on_one_device_clears_the_others(server: Server) -> None:
    """One's own other devices hear of the receipt too."""
    _, bob, chat, seqs = talk(server)
    with bob.socket() as phone, bob.device().socket() as laptop:
        phone.tell("receipt", conversation_id=chat.id, read_seq=seqs[-1])
        assert laptop.expect("receipt", conversation_id=chat.id, user_id=bob.id)["read_seq"] == seqs[-1]


def test_what_was_read_was_delivered(server: Server) -> None:
    """A read cursor takes the delivered one along."""
    ada, bob, chat, seqs = talk(server)
    with ada.socket() as hers, bob.socket() as his:
        his.tell("receipt", conversation_id=chat.id, read_seq=seqs[2])
        told = hers.expect("receipt", user_id=bob.id)
        assert (told["delivered_seq"], told["read_seq"]) == (seqs[2], seqs[2])


def test_a_receipt_never_moves_back(server: Server) -> None:
    """An older receipt that comes late changes nothing and is told to nobody as a step back."""
    ada, bob, chat, seqs = talk(server)
    with ada.socket() as hers, bob.socket() as his:
        his.tell("receipt", conversation_id=chat.id, delivered_seq=seqs[3], read_seq=seqs[3])
        his.tell("receipt", conversation_id=chat.id, delivered_seq=seqs[1], read_seq=seqs[0])
        his.tell("receipt", conversation_id=chat.id, read_seq=seqs[4])
        hers.expect("receipt", user_id=bob.id, read_seq=seqs[4])
        told = [(f["delivered_seq"], f["read_seq"]) for f in hers.of_type("receipt") if f["user_id"] == bob.id]
        assert told == sorted(told)
    wait_until("the cursors to be stored", lambda: ada.cursors(chat, bob) == (seqs[4], seqs[4]))


def test_a_receipt_cannot_run_ahead_of_the_log(server: Server) -> None:
    """Nobody has read what was not written: the cursor stops at the last entry, or the receipt is refused."""
    ada, bob, chat, seqs = talk(server)
    with ada.socket() as hers, bob.socket() as his:
        his.tell("receipt", conversation_id=chat.id, read_seq=seqs[-1] + 1_000)
        his.settle()
        hers.settle()
        for told in hers.of_type("receipt"):
            assert told["read_seq"] <= seqs[-1]
    ada.send(chat, "unread yet")
    assert ada.cursors(chat, bob)[1] <= seqs[-1]
    assert bob.view(chat)["unread"] >= 1


def test_unread_is_what_lies_behind_the_read_cursor(server: Server) -> None:
    """Computed from the cursor, for each by their own; sending reads what came before."""
    ada, bob, chat, seqs = talk(server, texts=5)
    assert (ada.view(chat)["unread"], bob.view(chat)["unread"]) == (0, 5)
    with bob.socket() as his:
        his.tell("receipt", conversation_id=chat.id, read_seq=seqs[2])
        wait_until("two to be unread", lambda: bob.view(chat)["unread"] == 2)
        bob.send(chat, "an answer")
        wait_until("none to be unread", lambda: bob.view(chat)["unread"] == 0)
    assert ada.view(chat)["unread"] == 1


def test_delivered_is_not_read(server: Server) -> None:
    """A delivered cursor alone leaves the unread count."""
    ada, bob, chat, seqs = talk(server)
    with ada.socket() as hers, bob.socket() as his:
        his.tell("receipt", conversation_id=chat.id, delivered_seq=seqs[-1])
        assert hers.expect("receipt", user_id=bob.id)["read_seq"] < seqs[0]
    assert bob.view(chat)["unread"] == 5


def test_a_receipt_without_a_cursor_is_an_error(server: Server) -> None:
    """It needs delivered_seq or read_seq, as whole numbers from 1."""
    _, bob, chat, _ = talk(server, texts=1)
    with bob.socket() as his:
        for fields in ({}, {"read_seq": "1"}, {"read_seq": -1}, {"read_seq": 1.5}, {"delivered_seq": True}):
            answer = his.ask("receipt", {"conversation_id": chat.id, **fields})
            assert answer["type"] == "error", (fields, answer)
        his.settle()


def test_a_group_hears_of_each_members_receipts(server: Server) -> None:
    """In a group all members see how far each has read."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    group = server.group(ada, bob, cleo)
    seq = ada.send(group, "hello")["seq"]
    with ada.socket() as hers, bob.socket() as his, cleo.socket() as theirs:
        his.tell("receipt", conversation_id=group.id, read_seq=seq)
        for socket in (hers, theirs):
            assert socket.expect("receipt", user_id=bob.id)["read_seq"] == seq
