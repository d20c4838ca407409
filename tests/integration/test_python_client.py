"""The Python client: sends that come through, and messages without an end, whatever happens to the server."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from chat_client import ApiError, AsyncClient, Client, NotAuthenticated

from tests.harness import Conversation, Server, User, wait_until

ROOT = Path(__file__).resolve().parents[2]
COUNT = 300


@pytest.fixture(scope="module")
def fragile() -> Iterator[Server]:
    """A server of this module's own, whose worker dies now and then; what was missed soon counts as too much."""
    with Server.started(sync_max_entries=20) as server:
        yield server


def token_of(user: User) -> str:
    made = user.http.post("/api/auth/tokens", {"name": "bot", "scopes": ["read", "write"]}).ok(201)
    return str(made["token"])


def write_through_kills(server: Server, writer: User, chat: Conversation) -> threading.Thread:
    """COUNT messages by the client itself, in a thread; every hundred the worker is killed."""

    def write() -> None:
        with Client(server.url, writer.token) as client:
            for number in range(COUNT):
                client.send(chat.id, f"{number}")
                if number % 100 == 50:
                    server.kill_workers()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    return thread


def test_messages_come_exactly_once_and_in_order_though_the_worker_is_killed(fragile: Server) -> None:
    """And so do the sends: nothing lost, nothing doubled, on either side."""
    ada, bob = fragile.new_user(), fragile.new_user()
    chat = fragile.direct_conversation(ada, bob)
    with Client(fragile.url, token_of(bob)) as client:
        client.connect()
        writer = write_through_kills(fragile, ada, chat)
        got = [message.content for message in islice(client.messages(), COUNT)]
        writer.join(60)

    expected = [f"{number}" for number in range(COUNT)]
    assert got == expected
    fragile.wait_ready()
    assert bob.texts(chat) == expected


def test_the_asynchronous_client_keeps_the_same_promise(fragile: Server) -> None:
    """While other tasks send."""
    ada, bob = fragile.new_user(), fragile.new_user()
    chat = fragile.direct_conversation(ada, bob)

    async def answer_all() -> list[str]:
        got = []
        async with AsyncClient(fragile.url, token_of(bob)) as client:
            await client.connect()
            write_through_kills(fragile, ada, chat)
            sends = []
            async for message in client.messages():
                got.append(message.content)
                if message.content.endswith("99"):
                    sends.append(asyncio.create_task(client.send(message, f"re {message.content}")))
                if len(got) == COUNT:
                    break
            acks = await asyncio.gather(*sends)
            assert len({ack.seq for ack in acks}) == COUNT // 100
        return got

    assert asyncio.run(asyncio.wait_for(answer_all(), 90)) == [f"{number}" for number in range(COUNT)]
    fragile.wait_ready()
    assert [text for text in ada.texts(chat) if text.startswith("re ")] == ["re 99", "re 199", "re 299"]


def test_who_was_long_away_gets_all_of_it(fragile: Server) -> None:
    """More than a `sync` brings, a conversation that began meanwhile, and a group that was joined meanwhile."""
    ada, bob, cid = fragile.new_user(), fragile.new_user(), fragile.new_user()
    chat = fragile.direct_conversation(ada, bob)
    old = fragile.group(ada, cid)
    for number in range(30):
        ada.send(old, f"before {number}")
    ada.send(chat, "first")
    with Client(fragile.url, token_of(bob)) as client:
        client.connect()
        ada.send(chat, "second")
        assert [message.content for message in islice(client.messages(), 1)] == ["second"]
        cursors = client.cursors
    for number in range(30):
        ada.send(chat, f"{number}")
    fresh = fragile.direct_conversation(cid, bob)
    cid.send(fresh, "hello, stranger")
    ada.http.post(f"/api/conversations/{old.id}/participants", {"user_ids": [bob.id]}).ok()
    ada.send(old, "welcome")

    with Client(fragile.url, token_of(bob), cursors=cursors) as client:
        got = [(message.conversation_id, message.content) for message in islice(client.messages(), 32)]
    assert [content for id_, content in got if id_ == chat.id] == [f"{number}" for number in range(30)]
    assert [content for id_, content in got if id_ == fresh.id] == ["hello, stranger"]
    assert [content for id_, content in got if id_ == old.id] == ["welcome"]


def test_a_send_that_is_refused_says_why(server: Server) -> None:
    """With the code and the field; a person is written to without a conversation at hand."""
    ada, bob = server.new_user(), server.new_user()
    with Client(server.url, login=(ada.username, ada.password)) as client:
        ack = client.send_to_user(bob.id, "hello", client_id="mine")
        assert client.send_to_user(bob.id, "hello", client_id="mine") == ack
        with pytest.raises(ApiError) as refused:
            client.send("0" * 24, "nobody is here")
        assert refused.value.code == "not_found"
        with pytest.raises(ApiError) as refused:
            client.send(ack.conversation_id, "")
        assert (refused.value.code, list(refused.value.errors)) == ("invalid", ["content"])


def test_who_is_not_let_in_learns_it_at_once(server: Server) -> None:
    """A wrong token, a wrong password, a token that is revoked while the client listens."""
    ada = server.new_user()
    for client in (Client(server.url, "chat_pat_nonsense"), Client(server.url, login=(ada.username, "wrong one 4711"))):
        with client, pytest.raises(NotAuthenticated):
            client.connect()
    made = ada.http.post("/api/auth/tokens", {"name": "bot", "scopes": ["read"]}).ok(201)
    with Client(server.url, made["token"]) as client:
        client.connect()
        ada.http.delete(f"/api/auth/tokens/{made['id']}").ok(204)
        with pytest.raises(NotAuthenticated):
            next(client.messages())


def test_a_client_with_a_password_signs_in_again_when_it_is_signed_out(server: Server) -> None:
    """As when its access token expired."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with Client(server.url, login=(bob.username, bob.password)) as client:
        client.connect()
        for session in bob.http.get("/api/auth/sessions").ok()["items"]:
            if not session["current"]:
                bob.http.delete(f"/api/auth/sessions/{session['id']}").ok(204)
        ada.send(chat, "still there?")
        assert next(client.messages()).content == "still there?"


def test_the_bot_of_the_readme_echoes(server: Server) -> None:
    """Exactly the lines that the README shows, at most twenty, in a process of their own."""
    section = (ROOT / "README.md").read_text().partition("## A bot in")[2]
    lines = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert lines and len(lines[1].splitlines()) <= 20
    ada, bot = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bot)
    ada.send(chat, "said before the bot was there")
    environment = {
        **os.environ,
        "CHAT_URL": server.url,
        "CHAT_TOKEN": token_of(bot),
        "PYTHONPATH": str(ROOT / "clients/python/src"),
    }
    with subprocess.Popen(
        [sys.executable, "-c", lines[1]], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == "Echoing.\n"
            ada.send(chat, "hello")
            ada.send(chat, "anyone?")
            wait_until("both echoes", lambda: len(ada.texts(chat)) >= 5)
        finally:
            process.kill()
    echoes = [text for text in ada.texts(chat) if text.startswith("You said: ")]
    assert echoes == ["You said: hello", "You said: anyone?"]
