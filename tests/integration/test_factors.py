"""Two-step sign-in with an authenticator app, and the recovery codes in its place."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from pymongo import MongoClient

from tests.harness import Answer, Http, Server, User

STEP = 30


class App:
    """An authenticator app. A code is good once, so each time it is asked it gives one that it never gave."""

    def __init__(self, secret: str) -> None:
        self.totp = pyotp.TOTP(secret)
        # The one before now, now and the next one are taken: begin early, to have all three.
        self._next = int(time.time()) // STEP - 1

    def code(self) -> str:
        self._next = max(self._next, int(time.time()) // STEP - 1)
        self._next += 1
        return self.totp.at((self._next - 1) * STEP)


def sign_in(user: User, code: str | None = None) -> Answer:
    body: dict[str, Any] = {"login": user.username, "password": user.password}
    return Http(user.server.url).post("/api/auth/login", body | ({"code": code} if code is not None else {}))


def guarded(server: Server) -> tuple[User, App, list[str]]:
    """Somebody with two-step sign-in, their app and their recovery codes."""
    user = server.new_user()
    app = App(user.http.post("/api/auth/totp", {"password": user.password}).ok(200)["secret"])
    codes = user.http.post("/api/auth/totp/confirm", {"code": app.code()}).ok(200)["recovery_codes"]
    return user, app, codes


def factors(user: User) -> dict[str, Any]:
    found: dict[str, Any] = user.http.get("/api/auth/factors").ok(200)
    return found


def test_an_app_is_enrolled_by_its_secret_or_a_qr_code(server: Server) -> None:
    """It is asked for only once its first code came: who mistyped is not locked out."""
    ada = server.new_user()
    begun = ada.http.post("/api/auth/totp", {"password": ada.password}).ok(200)
    assert begun["uri"].startswith("otpauth://totp/Chat:") and f"secret={begun['secret']}" in begun["uri"]
    assert begun["qr_svg"].startswith("<svg") and "script" not in begun["qr_svg"]
    assert sign_in(ada).status == 200
    for wrong in ("000000", "ª\u009c7-È"):
        assert list(ada.http.post("/api/auth/totp/confirm", {"code": wrong}).errors) == ["code"]
    assert factors(ada) == {"totp": False, "recovery_codes_left": 0, "passkeys": []}

    codes = ada.http.post("/api/auth/totp/confirm", {"code": App(begun["secret"]).code()}).ok(200)["recovery_codes"]
    assert len(set(codes)) == 10 and factors(ada)["recovery_codes_left"] == 10 and factors(ada)["totp"] is True


def test_the_password_alone_does_not_sign_in_any_more(server: Server) -> None:
    """`second_factor_required` where the password is right, the usual answer where it is not."""
    ada, app, _ = guarded(server)
    assert (sign_in(ada).status, sign_in(ada).code) == (401, "second_factor_required")
    wrong = sign_in(ada, "000000")
    assert (wrong.status, wrong.code, list(wrong.errors)) == (401, "bad_credentials", ["code"])
    ada.password, right = "not the password 12", ada.password
    assert sign_in(ada, app.code()).code == "bad_credentials"
    ada.password = right
    assert sign_in(ada, app.code()).status == 200


def test_a_code_signs_in_once(server: Server) -> None:
    """Who looked over the shoulder comes too late; nor is the code that confirmed the app good again."""
    ada, app, _ = guarded(server)
    code = app.code()
    assert sign_in(ada, f" {code[:3]} {code[3:]} ").status == 200
    assert sign_in(ada, code).status == 401
    earlier = app.totp.at(int(time.time()) - 2 * STEP)
    assert sign_in(ada, earlier).status == 401


def test_a_recovery_code_stands_in_for_a_lost_phone_once(server: Server) -> None:
    """However it is typed."""
    ada, _, codes = guarded(server)
    assert sign_in(ada, codes[0].upper().replace("-", " ")).status == 200
    assert sign_in(ada, codes[0]).status == 401
    assert sign_in(ada, codes[1].replace("-", "")).status == 200
    assert factors(ada)["recovery_codes_left"] == 8


def test_new_recovery_codes_make_the_old_ones_void(server: Server) -> None:
    """For who lost the sheet."""
    ada, _, old = guarded(server)
    new = ada.http.post("/api/auth/recovery-codes", {"password": ada.password}).ok(200)["recovery_codes"]
    assert sign_in(ada, old[0]).status == 401
    assert sign_in(ada, new[0]).status == 200


def test_turning_it_off_asks_for_the_password_and_ends_the_codes(server: Server) -> None:
    """So does everything that would weaken it."""
    ada, _, codes = guarded(server)
    asks: list[Callable[[dict[str, str]], Answer]] = [
        lambda body: ada.http.delete("/api/auth/totp", body),
        lambda body: ada.http.post("/api/auth/totp", body),
        lambda body: ada.http.post("/api/auth/recovery-codes", body),
    ]
    for ask in asks:
        answer = ask({"password": "not the password 12"})
        assert (answer.status, answer.code, list(answer.errors)) == (401, "bad_credentials", ["password"])
    assert ada.http.post("/api/auth/totp", {"password": ada.password}).code == "conflict"
    assert ada.http.post("/api/auth/totp/confirm", {"code": "123456"}).code == "conflict"

    assert ada.http.delete("/api/auth/totp", {"password": ada.password}).status == 204
    assert factors(ada) == {"totp": False, "recovery_codes_left": 0, "passkeys": []}
    assert sign_in(ada).status == 200
    assert ada.http.delete("/api/auth/totp", {"password": ada.password}).code == "conflict"
    assert ada.http.post("/api/auth/recovery-codes", {"password": ada.password}).code == "conflict"
    assert len(codes) == 10


def test_neither_secret_nor_codes_can_be_read_from_the_store(server: Server) -> None:
    """What a thief of the database finds signs nobody in."""
    ada = server.new_user()
    app = App(ada.http.post("/api/auth/totp", {"password": ada.password}).ok(200)["secret"])
    codes = ada.http.post("/api/auth/totp/confirm", {"code": app.code()}).ok(200)["recovery_codes"]
    stored = str(MongoClient(server.store["uri"])["chat"]["users"].find_one({"username": ada.username}))
    assert app.totp.secret not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


def test_a_sealed_secret_serves_its_own_user_alone(server: Server) -> None:
    """Copied into another account by who can write to the database, it is unreadable there."""
    (ada, app, _), (bob, _, codes) = guarded(server), guarded(server)
    users = MongoClient(server.store["uri"])["chat"]["users"]
    hers = users.find_one({"username": ada.username})
    assert hers is not None
    users.update_one({"username": bob.username}, {"$set": {"totp": hers["totp"]}})
    assert sign_in(bob, app.code()).status == 401
    assert sign_in(bob, codes[0]).status == 200


@pytest.mark.parametrize("path", ["factors", "totp", "totp/confirm", "recovery-codes"])
def test_a_script_with_a_token_of_its_own_manages_no_factors(server: Server, path: str) -> None:
    """Only a session does."""
    ada = server.new_user()
    token = ada.http.post("/api/auth/tokens", {"name": "bot", "scopes": ["read", "write"]}).ok(201)["token"]
    method = "GET" if path == "factors" else "POST"
    answer = Http(server.url, token).request(method, f"/api/auth/{path}", {"password": ada.password, "code": "1"})
    assert answer.status == 403
