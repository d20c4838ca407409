"""Pages of the log: by seq, newest last, from either side, and they say what they cover."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Conversation, Server, User

COUNT = 25


@pytest.fixture(scope="module")
def talk(server: Server) -> tuple[User, Conversation, list[int]]:
    """A person, a conversation of `COUNT` texts with another, and their seqs."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    seqs = [(ada if n % 2 else bob).send(chat, f"text {n}")["seq"] for n in range(COUNT)]
    return ada, chat, seqs


def seqs_of(page: dict[str, Any]) -> list[int]:
    return [entry["seq"] for entry in page["items"]]


def test_the_first_page_is_the_newest(talk: tuple[User, Conversation, list[int]]) -> None:
    """Without a bound one sees the end of the log, newest last."""
    ada, chat, seqs = talk
    page = ada.page(chat, limit=10)
    assert seqs_of(page) == seqs[-10:]
    assert (page["at_end"], page["at_start"]) == (True, False)
    assert (page["from_seq"], page["to_seq"]) == (seqs[-10], seqs[-1])


def test_before_walks_back_to_the_start(talk: tuple[User, Conversation, list[int]]) -> None:
    """Each page adjoins the one before, and the last says that it is the first of the log."""
    ada, chat, seqs = talk
    page = ada.page(chat, limit=10)
    found = seqs_of(page)
    for _ in range(COUNT):
        if page["at_start"]:
            break
        page = ada.page(chat, before=page["from_seq"], limit=10)
        assert not page["at_end"]
        found = seqs_of(page) + found
    assert page["at_start"]
    assert [seq for seq in found if seq in seqs] == seqs
    assert found == sorted(set(found))


def test_after_walks_forward_to_the_end(talk: tuple[User, Conversation, list[int]]) -> None:
    """`after` is exclusive, and the last page says that it is the end."""
    ada, chat, seqs = talk
    page = ada.page(chat, after=seqs[0], limit=10)
    assert seqs_of(page) == seqs[1:11]
    found = seqs_of(page)
    for _ in range(COUNT):
        if page["at_end"]:
            break
        page = ada.page(chat, after=page["to_seq"], limit=10)
        found += seqs_of(page)
    assert found == seqs[1:]
    assert page["at_end"]


def test_around_shows_both_sides(talk: tuple[User, Conversation, list[int]]) -> None:
    """A search hit with what came before and after it."""
    ada, chat, seqs = talk
    middle = seqs[12]
    page = ada.page(chat, around=middle, limit=10)
    found = seqs_of(page)
    assert middle in found
    assert found[0] < middle < found[-1]
    assert found == seqs[seqs.index(found[0]) :][: len(found)]
    assert (page["at_start"], page["at_end"]) == (False, False)
    assert len(found) <= 11


def test_a_page_past_either_end_is_empty_and_says_so(talk: tuple[User, Conversation, list[int]]) -> None:
    """Nothing after the last, nothing before the first."""
    ada, chat, seqs = talk
    page = ada.page(chat, after=seqs[-1])
    assert (page["items"], page["at_end"]) == ([], True)
    page = ada.page(chat, before=1)
    assert (page["items"], page["at_start"]) == ([], True)


def test_an_empty_log_is_at_both_ends(server: Server) -> None:
    """A direct conversation in which nobody wrote."""
    ada, bob = server.new_user(), server.new_user()
    page = ada.page(server.direct_conversation(ada, bob))
    assert (page["items"], page["at_start"], page["at_end"]) == ([], True, True)


@pytest.mark.parametrize(
    "query",
    ["before=x", "after=-1", "around=1.5", "limit=0", "limit=-5", "limit=100000", "before=99999999999999999999999"],
)
def test_a_wrong_bound_is_told(talk: tuple[User, Conversation, list[int]], query: str) -> None:
    """4xx that names the field, or a limit brought down to the most allowed; never a server error."""
    ada, chat, _ = talk
    answer = ada.http.get(f"/api/conversations/{chat.id}/messages?{query}")
    if query == "limit=100000" and answer.status == 200:
        return
    assert answer.status in {400, 422}, str(answer)
    assert query.partition("=")[0] in answer.errors


def test_contradicting_bounds_are_refused(talk: tuple[User, Conversation, list[int]]) -> None:
    """`around` together with another bound means nothing."""
    ada, chat, seqs = talk
    answer = ada.http.get(f"/api/conversations/{chat.id}/messages?around={seqs[3]}&before={seqs[9]}")
    assert answer.status in {400, 422}, str(answer)


def test_one_message_is_had_by_its_id_as_it_is_now(server: Server) -> None:
    """What a reply answers may stand far back: edited as it was meanwhile, and for members alone."""
    ada, bob, eve = server.new_user(), server.new_user(), server.new_user()
    chat, other = server.direct_conversation(ada, bob), server.direct_conversation(ada, eve)
    message_id = ada.send(chat, "first try")["message_id"]
    with ada.socket() as socket:
        fields = {"client_id": "c-edit", "message_id": message_id, "content": "second try"}
        edit = socket.ask("message.edit", fields)
    path = f"/api/conversations/{chat.id}/messages/{message_id}"
    assert bob.http.get(path).ok(200)["content"] == "second try"
    for answer in (
        eve.http.get(path),
        ada.http.get(f"/api/conversations/{other.id}/messages/{message_id}"),
        ada.http.get(f"/api/conversations/{chat.id}/messages/{edit['message_id']}"),
        ada.http.get(f"/api/conversations/{chat.id}/messages/nothing"),
    ):
        assert (answer.status, answer.code) == (404, "not_found")
