"""Guessing is slowed down on the running server, and the owner comes in all the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness import Answer, Http, Server, User

WRONG = "not the password 12"


@pytest.fixture(scope="module")
def strict() -> Iterator[Server]:
    """A server whose limits are on, behind a proxy that tells where people come from."""
    with Server.started(rate_limits_enabled="true", trusted_proxies=1) as server:
        yield server


def attempt(http: Http, login: str, password: str, address: str) -> Answer:
    return http.post("/api/auth/login", {"login": login, "password": password}, headers={"X-Forwarded-For": address})


def test_guesses_are_answered_with_growing_pauses(strict: Server) -> None:
    """429 with Retry-After, for a name that exists as for one that does not; a right password does not help then."""
    ada = strict.new_user()
    for login in (ada.username, "nobody_at_all"):
        answers = [attempt(Http(strict.url), login, WRONG, "198.51.100.1") for _ in range(6)]
        assert [answer.status for answer in answers] == [401] * 5 + [429]
        assert answers[-1].code == "rate_limited" and int(answers[-1].headers["retry-after"]) >= 1


def test_the_owner_comes_in_while_a_stranger_guesses(strict: Server) -> None:
    """From another address, and from the stranger's own one on a device that was here before."""
    ada = strict.new_user()
    while attempt(Http(strict.url), ada.username, WRONG, "198.51.100.2").status != 429:
        pass

    assert attempt(Http(strict.url), ada.username, ada.password, "203.0.113.5").status == 200
    ada.http.post("/api/auth/logout").ok(204)
    assert "refresh_token" not in ada.http.cookies and "known_device" in ada.http.cookies
    assert attempt(ada.http, ada.username, ada.password, "198.51.100.2").status == 200


def test_an_address_that_is_used_up_keeps_no_known_device_out(strict: Server) -> None:
    """The limit of sign-ins from an address is a stranger's to use up, in an office or a café."""
    ada = strict.new_user()
    statuses = [attempt(Http(strict.url), f"nobody_{n}", WRONG, "198.51.100.3").status for n in range(25)]
    assert statuses[-1] == 429
    assert attempt(Http(strict.url), ada.username, ada.password, "198.51.100.3").status == 429
    assert attempt(ada.http, ada.username, ada.password, "198.51.100.3").status == 200


def test_the_password_asked_for_again_is_guessed_no_faster(strict: Server) -> None:
    """A stolen session is not a place to guess it."""
    ada: User = strict.new_user()
    answers = [ada.http.post("/api/auth/totp", {"password": WRONG}).status for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert ada.http.get("/api/users/me").status == 200
