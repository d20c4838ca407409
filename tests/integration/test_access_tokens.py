"""Personal access tokens over HTTP and socket: what each scope opens, and that no scope manages the account."""

from __future__ import annotations

import pytest

from tests.harness import Http, Server, Socket, User, text


def pat(owner: User, *scopes: str) -> tuple[str, Http]:
    """A token's id, and a client that carries it."""
    made = owner.http.post("/api/auth/tokens", {"name": "bot", "scopes": list(scopes)}).ok(201)
    return made["id"], Http(owner.server.url, made["token"])


def test_a_bot_reads_and_writes_with_its_token(server: Server) -> None:
    """Over HTTP and over the socket, as its owner."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    _, bot = pat(ada, "read", "write")

    bot.post(f"/api/conversations/{chat.id}/messages", {"client_id": "h", "content": "by HTTP"}).ok(201)
    with Socket(server.socket_url, bot.token) as socket:
        assert socket.ready["user_id"] == ada.id
        assert socket.ask("message.send", text(chat, "by socket"))["type"] == "ack"
    assert bob.texts(chat) == ["by HTTP", "by socket"]


def test_a_token_that_may_only_read_changes_nothing(server: Server) -> None:
    """403 `insufficient_scope` over HTTP, the same code in an `error` frame."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    _, bot = pat(ada, "read")

    assert bot.get("/api/users/me").status == 200
    answer = bot.patch("/api/users/me", {"bio": "taken over"})
    assert (answer.status, answer.code) == (403, "insufficient_scope")
    with Socket(server.socket_url, bot.token) as socket:
        refused = socket.ask("message.send", text(chat, "no"))
        assert (refused["type"], refused["code"]) == ("error", "insufficient_scope")
        socket.sync()
        socket.settle()
    assert bob.texts(chat) == []


def test_a_token_that_may_only_write_reads_nothing(server: Server) -> None:
    """A script that reports builds has no business in the history; a socket would tell it."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    _, bot = pat(ada, "write")

    bot.post(f"/api/conversations/{chat.id}/messages", {"client_id": "h", "content": "built"}).ok(201)
    assert bot.get(f"/api/conversations/{chat.id}/messages").code == "insufficient_scope"
    with server.socket() as socket:
        socket.tell("auth", token=bot.token)
        assert socket.close_code() == 4401


def test_no_token_manages_the_account(server: Server) -> None:
    """It cannot make another, sign devices out, change the password or delete its owner."""
    ada = server.new_user()
    id_, bot = pat(ada, "read", "write")
    session = ada.http.get("/api/auth/sessions").ok()["items"][0]["id"]

    for method, path, body in [
        ("GET", "/api/auth/tokens", None),
        ("POST", "/api/auth/tokens", {"name": "another", "scopes": ["read"]}),
        ("DELETE", f"/api/auth/tokens/{id_}", None),
        ("GET", "/api/auth/sessions", None),
        ("DELETE", f"/api/auth/sessions/{session}", None),
        ("POST", "/api/auth/logout", None),
        ("POST", "/api/auth/password", {"current_password": ada.password, "new_password": "another good one 77"}),
        ("DELETE", "/api/users/me", {"password": ada.password}),
    ]:
        answer = bot.request(method, path, body)
        assert (answer.status, answer.code) == (403, "insufficient_scope"), str(answer)
    assert ada.http.get("/api/users/me").status == 200


def test_a_token_is_listed_without_its_secret(server: Server) -> None:
    """With its scopes, and when it was last used."""
    ada = server.new_user()
    id_, bot = pat(ada, "read")
    assert ada.http.get("/api/auth/tokens").ok()["items"][0]["last_used_at"] is None
    bot.get("/api/users/me").ok()

    answer = ada.http.get("/api/auth/tokens")
    (item,) = answer.ok()["items"]
    assert (item["id"], item["scopes"]) == (id_, ["read"]) and item["last_used_at"] is not None
    assert bot.token is not None and bot.token[-20:].encode() not in answer.content and "token" not in item


def test_a_revoked_token_is_refused_and_its_socket_closes(server: Server) -> None:
    """4401, while the owner's own socket stays; and only the owner can revoke."""
    ada, eve = server.new_user(), server.new_user()
    id_, bot = pat(ada, "read")
    assert eve.http.delete(f"/api/auth/tokens/{id_}").status == 404
    with ada.socket() as own, Socket(server.socket_url, bot.token) as socket:
        ada.http.delete(f"/api/auth/tokens/{id_}").ok(204)
        assert socket.close_code() == 4401
        own.settle()
    assert (bot.get("/api/users/me").status, bot.get("/api/users/me").code) == (401, "not_authenticated")
    assert ada.http.delete(f"/api/auth/tokens/{id_}").status == 404


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"name": "", "scopes": []}, {"name", "scopes"}),
        ({"name": "x", "scopes": ["admin"]}, {"scopes.0"}),
        ({"name": "x", "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z"}, {"expires_at"}),
        ({"name": "x", "scopes": ["read"], "expires_at": "tomorrow", "user_id": "x"}, {"expires_at", "user_id"}),
    ],
)
def test_what_a_token_may_be_is_said_field_by_field(server: Server, body: dict[str, object], wrong: set[str]) -> None:
    """422 with every wrong field."""
    assert set(server.new_user().http.post("/api/auth/tokens", body).errors) == wrong


def test_two_editors_of_one_profile_do_not_overwrite_each_other(server: Server) -> None:
    """The second one's `If-Match` is not true any more: 412 `changed_meanwhile`, and nothing is changed."""
    ada = server.new_user()
    seen = ada.http.get("/api/users/me").headers["etag"]
    first = ada.http.patch("/api/users/me", {"bio": "first"}, headers={"If-Match": seen})
    second = ada.http.patch("/api/users/me", {"bio": "second"}, headers={"If-Match": seen})

    assert (first.status, second.status, second.code) == (200, 412, "changed_meanwhile")
    assert first.headers["etag"] == ada.http.get("/api/users/me").headers["etag"] != seen
    assert ada.http.get("/api/users/me").ok()["bio"] == "first"
    for any_state in ("*", None):
        headers = {"If-Match": any_state} if any_state else {}
        assert ada.http.patch("/api/users/me", {"bio": "third"}, headers=headers).status == 200
    assert ada.http.patch("/api/users/me", {"bio": "no"}, headers={"If-Match": "nonsense"}).status == 412
