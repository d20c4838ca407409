"""Signing up: what is accepted, and what a person is told when it is not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.harness import Http, Server, User, a_name

GOOD = {"email": "ada@example.org", "password": "correct horse battery 41 staple"}


def sign_up(server: Server, **fields: object) -> dict[str, object]:
    """The `errors` by field of a sign-up that must be refused as invalid."""
    answer = Http(server.url).post("/api/auth/register", fields)
    assert answer.status in {400, 422}, str(answer)
    return answer.errors


def test_who_signs_up_is_signed_in(server: Server) -> None:
    """201 with the own profile, an access token and its life in seconds, and the refresh cookie."""
    name = a_name("ada")
    http = Http(server.url)
    form = {**GOOD, "username": name, "display_name": "Ada L.", "email": f"{name}@a.org"}
    answer = http.post("/api/auth/register", form)
    body = answer.ok(201)
    assert body["user"]["username"] == name
    assert body["user"]["display_name"] == "Ada L."
    assert body["user"]["email"] == f"{name}@a.org"
    assert body["expires_in"] > 0
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite" in answer.headers["set-cookie"].lower()
    http.token = body["access_token"]
    assert http.get("/api/users/me").ok(200)["id"] == body["user"]["id"]


def test_a_password_is_never_told_back(server: Server) -> None:
    """No answer about a user holds a password, nor its hash."""
    ada = server.new_user()
    for answer in (ada.http.get("/api/users/me"), ada.http.get(f"/api/users/{ada.id}")):
        assert b"password" not in answer.content.lower()
        assert b"$2b$" not in answer.content


def test_every_wrong_field_is_named_at_once(server: Server) -> None:
    """One answer for all mistakes, so that a person need not find them one by one."""
    errors = sign_up(server, username="a b", email="nobody", password="x")
    assert set(errors) == {"username", "email", "password"}


def test_missing_fields_are_named(server: Server) -> None:
    """An empty form is told each field that it lacks."""
    assert set(sign_up(server)) == {"username", "email", "password"}


@pytest.mark.parametrize("password", ["short", "12345678", "password123", "x" * 129])
def test_weak_or_endless_passwords_are_refused(server: Server, password: str) -> None:
    """Too short, too common or over 128 characters: the password field says so."""
    assert "password" in sign_up(server, username=a_name(), email=f"{a_name()}@example.org", password=password)


def test_a_limit_is_told_with_the_refusal(server: Server) -> None:
    """Whoever exceeds a limit learns the limit."""
    errors = sign_up(server, username=a_name(), email=f"{a_name()}@example.org", password="x1-" * 60)
    assert "128" in str(errors["password"])


@pytest.mark.parametrize("taken", ["username", "email"])
def test_a_name_or_address_can_be_taken_once_whatever_its_case(server: Server, taken: str) -> None:
    """Username and e-mail are unique without regard to case, and the answer says which one is taken."""
    ada = server.new_user()
    other = {"username": a_name(), "email": f"{a_name()}@example.org", "password": GOOD["password"]}
    answer = Http(server.url).post("/api/auth/register", {**other, taken: ada.profile[taken].upper()})
    assert answer.status in {409, 422}, str(answer)
    assert taken in answer.json.get("errors", answer.code), str(answer)


def test_a_race_for_one_name_has_one_winner(server: Server) -> None:
    """Eight people who ask for the same name at once: one gets it, seven are told."""
    name = a_name("race")

    def ask(number: int) -> int:
        body = {"username": name, "email": f"{name}{number}@example.org", "password": GOOD["password"]}
        return Http(server.url).post("/api/auth/register", body).status

    with ThreadPoolExecutor(8) as threads:
        answers = sorted(threads.map(ask, range(8)))
    assert answers[0] == 201
    assert set(answers[1:]) <= {409, 422}, answers


@pytest.mark.parametrize("name", ["Ünal", "用户", "a\u0000b", "../etc", "<b>", "x" * 65, ""])
def test_unusual_usernames_are_taken_whole_or_refused(server: Server, name: str) -> None:
    """Never changed in silence, never a server error."""
    body = {"username": name, "email": f"{a_name()}@example.org", "password": GOOD["password"]}
    answer = Http(server.url).post("/api/auth/register", body)
    if answer.status == 201:
        assert answer.json["user"]["username"] == name
    else:
        assert "username" in answer.errors, str(answer)


def test_a_deleted_account_can_no_longer_be_used(server: Server) -> None:
    """DELETE /api/users/me ends the account: token, sign-in and profile."""
    ada = server.new_user()
    answer = ada.http.delete("/api/users/me", {"password": ada.password})
    assert 200 <= answer.status < 300, str(answer)
    assert ada.http.get("/api/users/me").status == 401
    assert Http(server.url).post("/api/auth/login", {"login": ada.username, "password": ada.password}).status == 401
    assert User.registered(server).http.get(f"/api/users/{ada.id}").status in {404, 200}
