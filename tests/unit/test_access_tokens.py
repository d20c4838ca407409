"""Personal access tokens: shown once, kept as a hash, ended by a revocation, an expiry or a deactivation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chat_app.errors import Conflict, InsufficientScope, InvalidInput, NotAuthenticated, NotFound
from chat_app.records import User, now
from chat_app.services import access_tokens
from chat_app.services.access_tokens import AccessTokens
from chat_app.services.tokens import Bearer
from chat_app.types import SessionId
from tests.unit.factories import ADA, BOB, TIME, user
from tests.unit.memory import MemoryBus, MemoryUsers


class Desk:
    """The service, with its store and its bus."""

    def __init__(self) -> None:
        self.users = MemoryUsers({ADA: user(ADA), BOB: user(BOB)})
        self.bus = MemoryBus()
        self.tokens = AccessTokens(self.users, self.bus)  # type: ignore[arg-type]

    @property
    def ada(self) -> User:
        return self.users.people[ADA]


def test_a_token_tells_whose_it_is_and_what_it_may() -> None:
    """And nothing of its secret is stored."""
    desk = Desk()
    token, text = desk.tokens.create(desk.ada, "bot", ["write", "read", "read"])

    found, held = desk.tokens.authenticated(text)
    assert (found.id, held.id, held.scopes) == (ADA, token.id, ("read", "write"))
    assert text.startswith("chat_pat_") and text[-43:] not in repr(desk.users)


@pytest.mark.parametrize("spoil", [
    lambda text: text[:-1], lambda text: f"{text}x", lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
    lambda text: text.replace(ADA, BOB), lambda text: text.replace(ADA, "9" * 24), lambda _: "chat_pat_",
    lambda text: f"{text}\n", lambda text: text.upper(),
])  # fmt: skip
def test_a_token_that_differs_in_anything_opens_nothing(spoil: object) -> None:
    """Another secret, another user, another form."""
    desk = Desk()
    _, text = desk.tokens.create(desk.ada, "bot", ["read"])

    with pytest.raises(NotAuthenticated):
        desk.tokens.authenticated(spoil(text))  # type: ignore[operator]


def test_a_revoked_token_opens_nothing_and_its_sockets_close() -> None:
    """Only its owner can revoke it, and only once."""
    desk = Desk()
    token, text = desk.tokens.create(desk.ada, "bot", ["read"])
    with pytest.raises(NotFound):
        desk.tokens.revoke(BOB, token.id)
    desk.tokens.revoke(ADA, token.id)

    with pytest.raises(NotAuthenticated):
        desk.tokens.authenticated(text)
    with pytest.raises(NotFound):
        desk.tokens.revoke(ADA, token.id)
    assert desk.bus.signed_out == [(ADA, [token.id])]


def test_an_expired_token_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that expired already is refused when it is made."""
    desk = Desk()
    with pytest.raises(InvalidInput):
        desk.tokens.create(desk.ada, "bot", ["read"], expires_at=TIME)
    _, text = desk.tokens.create(desk.ada, "bot", ["read"], expires_at=now() + timedelta(hours=1))
    desk.tokens.authenticated(text)
    monkeypatch.setattr(access_tokens, "now", lambda: now() + timedelta(hours=1))

    with pytest.raises(NotAuthenticated):
        desk.tokens.authenticated(text)


def test_a_token_of_a_deactivated_account_opens_nothing() -> None:
    """Whoever is shut out is shut out with all their bots."""
    desk = Desk()
    _, text = desk.tokens.create(desk.ada, "bot", ["read"])
    desk.users.update(ADA, deactivated_at=now())

    with pytest.raises(NotAuthenticated):
        desk.tokens.authenticated(text)


def test_the_last_use_is_written_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that sends ten messages a second does not cost ten writes more."""
    desk = Desk()
    _, text = desk.tokens.create(desk.ada, "bot", ["read"])
    desk.tokens.authenticated(text)
    first = desk.ada.access_tokens[0].last_used_at
    desk.tokens.authenticated(text)
    assert first is not None and desk.ada.access_tokens[0].last_used_at == first
    monkeypatch.setattr(access_tokens, "now", lambda: now() + timedelta(minutes=2))
    desk.tokens.authenticated(text)

    assert (desk.ada.access_tokens[0].last_used_at or first) > first


def test_a_user_holds_so_many_tokens_at_most() -> None:
    """They stand in the document that every request loads."""
    desk = Desk()
    for number in range(access_tokens.MAX_TOKENS):
        desk.tokens.create(desk.ada, f"bot {number}", ["read"])

    with pytest.raises(Conflict):
        desk.tokens.create(desk.ada, "one more", ["read"])


def test_a_scope_that_was_not_given_is_missing() -> None:
    """And no scope manages accounts."""
    bearer = Bearer(user(ADA), SessionId("x"), ("read",), personal=True)

    bearer.require("read")
    with pytest.raises(InsufficientScope):
        bearer.require("write")
    with pytest.raises(InsufficientScope):
        bearer.require_session()
    Bearer(user(ADA), SessionId("x")).require_session()
