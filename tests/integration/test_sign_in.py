"""Signing in and out, tokens and signed-in devices."""

from __future__ import annotations

import base64
import hmac
import json
from random import Random

import pytest

from tests.harness import Http, Server, User, a_name


def login(server: Server, name: str, password: str) -> int:
    return Http(server.url).post("/api/auth/login", {"login": name, "password": password}).status


def test_one_signs_in_by_username_or_email_in_any_case(server: Server) -> None:
    """`login` is a username or an e-mail, and neither knows case."""
    ada = server.new_user()
    for name in (ada.username, ada.username.upper(), ada.profile["email"], ada.profile["email"].title()):
        assert User.logged_in(server, name).id == ada.id


def test_a_wrong_password_and_an_unknown_user_look_alike(server: Server) -> None:
    """The answers are the same, so that nobody can find out who has an account."""
    ada = server.new_user()
    http = Http(server.url)
    wrong = http.post("/api/auth/login", {"login": ada.username, "password": "not the password 12"})
    unknown = http.post("/api/auth/login", {"login": a_name("nobody"), "password": "not the password 12"})
    assert (wrong.status, wrong.code) == (401, unknown.code)
    assert unknown.status == 401
    ignored = {"instance", "request_id"}
    assert {k: v for k, v in wrong.json.items() if k not in ignored} == {
        k: v for k, v in unknown.json.items() if k not in ignored
    }


def test_a_password_counts_beyond_72_bytes(server: Server) -> None:
    """All of up to 128 characters, not only the first 72 bytes that bcrypt looks at."""
    password = "long-phrase-" * 10 + "12345678"
    assert len(password) == 128
    ada = server.new_user(password=password)
    assert login(server, ada.username, password) == 200
    assert login(server, ada.username, password[:-1] + "9") == 401
    assert login(server, ada.username, password[:72]) == 401


def test_a_password_of_four_byte_characters_counts_fully(server: Server) -> None:
    """Characters, not bytes, are counted: 128 of them are 512 bytes."""
    password = "".join(Random(72).choices([chr(0x1F300 + n) for n in range(600)], k=128))
    ada = server.new_user(password=password)
    assert login(server, ada.username, password) == 200
    assert login(server, ada.username, password[:-1] + "🐙") == 401


def test_refresh_gives_a_new_token_and_rotates_the_cookie(server: Server) -> None:
    """A refresh token is good for one use; its answer brings the next."""
    ada = server.new_user()
    before = {name: morsel.value for name, morsel in ada.http.cookies.items()}
    for _ in range(3):
        ada.http.token = ada.http.post("/api/auth/refresh").ok(200)["access_token"]
        assert ada.http.get("/api/users/me").ok(200)["id"] == ada.id
    assert before != {name: morsel.value for name, morsel in ada.http.cookies.items()}


def test_reuse_of_an_old_refresh_token_revokes_its_family(server: Server) -> None:
    """A stolen token shows itself by its second use: then thief and owner are both signed out, other devices not."""
    ada = server.new_user()
    phone = ada.device()
    thief = Http(server.url)
    thief.cookies = dict(ada.http.cookies)

    ada.http.token = ada.http.post("/api/auth/refresh").ok(200)["access_token"]
    assert thief.post("/api/auth/refresh").status == 401
    assert ada.http.post("/api/auth/refresh").status == 401
    assert ada.http.get("/api/users/me").status == 401
    assert phone.http.get("/api/users/me").status == 200


def test_signing_out_ends_this_session_only(server: Server) -> None:
    """Logout revokes access and refresh token of this device; another device goes on."""
    ada = server.new_user()
    phone = ada.device()
    old = dict(ada.http.cookies)
    ada.http.post("/api/auth/logout").ok()
    assert ada.http.get("/api/users/me").status == 401
    ada.http.cookies = old
    assert ada.http.post("/api/auth/refresh").status == 401
    assert phone.http.get("/api/users/me").status == 200


def test_signing_out_closes_the_sessions_sockets(server: Server) -> None:
    """Close code 4401: what was signed out hears no more."""
    ada = server.new_user()
    phone = ada.device()
    with ada.socket() as socket, phone.socket() as other:
        ada.http.post("/api/auth/logout").ok()
        assert socket.close_code() == 4401
        other.settle()


def test_a_new_password_revokes_the_other_sessions(server: Server) -> None:
    """Changing the password signs out every other device, sockets too, and keeps this one."""
    ada = server.new_user()
    phone = ada.device()
    new = "another horse battery 42 staple"
    with phone.socket() as socket, ada.socket() as own:
        ada.http.post("/api/auth/password", {"current_password": ada.password, "new_password": new}).ok()
        assert socket.close_code() == 4401
        own.settle()
    assert phone.http.get("/api/users/me").status == 401
    assert phone.http.post("/api/auth/refresh").status == 401
    assert ada.http.get("/api/users/me").status == 200
    assert login(server, ada.username, ada.password) == 401
    assert login(server, ada.username, new) == 200


def test_a_new_password_needs_the_current_one(server: Server) -> None:
    """An unlocked laptop is not enough to take an account over."""
    ada = server.new_user()
    body = {"current_password": "not the password 12", "new_password": "another horse battery 42 staple"}
    answer = ada.http.post("/api/auth/password", body)
    assert 400 <= answer.status < 500, str(answer)
    assert login(server, ada.username, ada.password) == 200
    assert ada.http.get("/api/users/me").status == 200


def test_signed_in_devices_are_listed_and_one_can_be_signed_out(server: Server) -> None:
    """GET lists the sessions, DELETE ends one with its sockets (4401), and only one's own can be ended."""
    ada, eve = server.new_user(), server.new_user()
    phone = ada.device()
    mine = ada.http.get("/api/auth/sessions").ok(200)["items"]
    assert len(mine) == 2
    theirs = {item["id"] for item in mine}
    current = {item["id"] for item in mine if item.get("current")}
    with phone.socket() as socket:
        for id in theirs:
            assert eve.http.delete(f"/api/auth/sessions/{id}").status == 404
        target = next(iter(theirs - current)) if current else sorted(mine, key=lambda s: s["created_at"])[-1]["id"]
        ada.http.delete(f"/api/auth/sessions/{target}").ok()
        assert socket.close_code() == 4401
    assert phone.http.get("/api/users/me").status == 401
    assert [item["id"] for item in ada.http.get("/api/auth/sessions").ok(200)["items"]] == sorted(theirs - {target})


def test_all_other_devices_can_be_signed_out_at_once(server: Server) -> None:
    """Their sockets close with 4401 and their tokens are good for nothing; this device and other people stay."""
    ada, bob = server.new_user(), server.new_user()
    phone, tablet = ada.device(), ada.device()
    with phone.socket() as one, tablet.socket() as other, ada.socket() as own, bob.socket() as his:
        assert ada.http.delete("/api/auth/sessions").status == 204
        assert (one.close_code(), other.close_code()) == (4401, 4401)
        own.settle()
        his.settle()
    assert [each.http.get("/api/users/me").status for each in (phone, tablet, ada)] == [401, 401, 200]
    assert phone.http.post("/api/auth/refresh").status == 401
    [left] = ada.http.get("/api/auth/sessions").ok(200)["items"]
    assert left["current"] and {"device", "address", "created_at", "last_used_at"} <= left.keys()


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b.c",
        "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIxIn0.",
        "\u00ff" * 20,
    ],
)
def test_a_garbled_token_is_401_with_a_code(server: Server, token: str) -> None:
    """Not 422, not 500: who has no good token is not signed in."""
    answer = Http(server.url).get("/api/users/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status == 401
    assert answer.code


def base64url(value: object) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_a_token_that_was_tampered_with_is_refused(server: Server) -> None:
    """No algorithm, another's id under one's own signature, a key guessed: none of them signs in, by HTTP or socket."""
    ada, eve = server.new_user(), server.new_user()
    head, body, signature = eve.token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    hers = base64url({**claims, "sub": ada.id})
    guessed = hmac.new(b"secret", f"{head}.{hers}".encode(), "sha256").digest()
    forged = [
        f"{base64url({'alg': 'none', 'typ': 'JWT'})}.{hers}.",
        f"{base64url({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        f"{head}.{hers}.{signature}",
        f"{head}.{hers}.{base64url(guessed)}",
        f"{head}.{base64url({**claims, 'exp': claims['exp'] + 10**6})}.{signature}",
    ]
    for token in forged:
        assert Http(server.url, token).get("/api/users/me").status == 401, token
        with server.socket() as socket:
            socket.tell("auth", token=token)
            assert socket.close_code() == 4401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/users/me"),
        ("GET", "/api/users?q=a"),
        ("GET", "/api/contacts"),
        ("GET", "/api/conversations"),
        ("POST", "/api/conversations"),
        ("GET", "/api/conversations/" + "0" * 24),
        ("GET", "/api/conversations/" + "0" * 24 + "/messages"),
        ("GET", "/api/presence?user_ids=" + "0" * 24),
        ("GET", "/api/auth/sessions"),
    ],
)
def test_everything_but_the_door_needs_a_token(server: Server, method: str, path: str) -> None:
    """Without a token 401 as problem+json, before anything else is looked at."""
    answer = Http(server.url).request(method, path)
    assert answer.status == 401
    assert answer.code
