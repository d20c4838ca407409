"""A sign-in lives as long as its refresh tokens come one after the other; one that comes twice ends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from chat_app.bus.tally import MemoryTally
from chat_app.errors import BadCredentials, InvalidInput, NotAuthenticated, NotFound, RateLimited
from chat_app.mail.letter import Letter
from chat_app.records import User, now
from chat_app.services import accounts as module
from chat_app.services.accounts import Accounts, SignedIn
from chat_app.services.bruteforce import Guard
from chat_app.services.devices import Device, KnownDevices
from chat_app.services.keys import Signer
from chat_app.services.passwords import Passwords
from chat_app.types import SessionId
from tests.unit.factories import BOB, user
from tests.unit.memory import MemoryBus, MemoryUsers

PASSWORD = "correct horse battery"
PHONE, LAPTOP = Device("Phone", "192.0.2.1"), Device("Laptop", "192.0.2.2")
TTL = 3_600
CHEAP = Passwords(rounds=4)
KNOWN = KnownDevices(Signer(b"k" * 32))


class NoFactors:
    """Nobody has a second factor."""

    def check(self, *_: object) -> None:
        return None


@dataclass
class Reception:
    """Ada has an account here."""

    users: MemoryUsers = field(default_factory=MemoryUsers)
    bus: MemoryBus = field(default_factory=MemoryBus)
    letters: list[Letter] = field(default_factory=list)

    def __post_init__(self) -> None:
        guard = Guard(MemoryTally(), KNOWN, enabled=True)
        parts: Any = (self.users, self.bus, CHEAP, guard, NoFactors(), KNOWN, self)
        self.accounts = Accounts(*parts, refresh_ttl=TTL)
        self.ada = self.accounts.register("ada", "ada@example.org", PASSWORD)

    def sign_in(self, device: Device = PHONE) -> SignedIn:
        return self.accounts.sign_in("ada", PASSWORD, device)

    def send(self, letter: Letter) -> None:
        self.letters.append(letter)

    def stored(self) -> User:
        return self.users.people[self.ada.id]

    def sessions(self) -> list[SessionId]:
        return [session.id for session in self.stored().sessions]

    def change(self, **changes: Any) -> None:
        self.users.update(self.ada.id, **changes)


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """The clock goes on."""
    time = now() + timedelta(seconds=seconds)
    monkeypatch.setattr(module, "now", lambda: time)


def test_a_sign_in_gives_a_refresh_token_and_does_not_keep_it() -> None:
    """The store holds a hash of its secret."""
    desk = Reception()
    signed_in = desk.sign_in(Device("P" * 300, "1" * 100))
    [session] = desk.stored().sessions

    assert (signed_in.user.id, signed_in.session_id) == (desk.ada.id, session.id)
    assert signed_in.refresh_token.split(".")[2] not in repr(desk.stored())
    assert (len(session.device), len(session.address)) == (200, 64)


@pytest.mark.parametrize("login", ["ada", "ADA", "ada@example.org"])
def test_name_and_address_are_both_good_to_sign_in(login: str) -> None:
    """Whatever the case of the name."""
    assert Reception().accounts.sign_in(login, PASSWORD, PHONE).user.username == "ada"


def test_who_may_not_come_in_is_not_told_why() -> None:
    """Unknown, wrong and deactivated look alike."""
    desk, said = Reception(), set()
    for login, password in (("nobody", PASSWORD), ("ada", "wrong"), ("ada", PASSWORD)):
        if password == PASSWORD:
            desk.change(deactivated_at=now())
        with pytest.raises(BadCredentials) as refused:
            desk.accounts.sign_in(login, password, PHONE)
        said.add((refused.value.detail, str(refused.value.errors)))

    assert len(said) == 1 and desk.sessions() == []


def test_each_refresh_token_gets_the_next_one() -> None:
    """The session stays the same, and lives on from now."""
    desk = Reception()
    signed_in = desk.sign_in()
    tokens = {signed_in.refresh_token}
    for _ in range(5):
        signed_in = desk.accounts.refresh(signed_in.refresh_token, LAPTOP)
        tokens.add(signed_in.refresh_token)

    [session] = desk.stored().sessions
    assert len(tokens) == 6 and signed_in.session_id == session.id
    assert (session.address, session.device) == (LAPTOP.address, PHONE.name)


def test_using_it_keeps_a_session_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its time begins anew with each refresh."""
    desk = Reception()
    signed_in = desk.sign_in()
    for hours in (0.9, 1.8, 2.7):
        later(monkeypatch, hours * TTL)
        signed_in = desk.accounts.refresh(signed_in.refresh_token, PHONE)
    later(monkeypatch, 3.8 * TTL)

    with pytest.raises(NotAuthenticated):
        desk.accounts.refresh(signed_in.refresh_token, PHONE)


def test_a_refresh_token_that_comes_twice_ends_its_session() -> None:
    """It was stolen or lost: neither who has the old nor who has the new one goes on, and sockets close."""
    desk = Reception()
    other = desk.sign_in(LAPTOP)
    old = desk.sign_in()
    new = desk.accounts.refresh(old.refresh_token, PHONE)
    with pytest.raises(NotAuthenticated, match="used twice"):
        desk.accounts.refresh(old.refresh_token, PHONE)

    assert desk.sessions() == [other.session_id] and desk.bus.signed_out == [(desk.ada.id, [old.session_id])]
    for ended in (old, new):
        with pytest.raises(NotAuthenticated):
            desk.accounts.refresh(ended.refresh_token, PHONE)
    assert desk.accounts.refresh(other.refresh_token, LAPTOP)


def test_two_at_once_with_one_token_end_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both looked at the session before either wrote: the store lets one of them win."""
    desk = Reception()
    signed_in, rotate = desk.sign_in(), desk.users.rotate_session

    def beaten(*args: Any) -> bool:
        monkeypatch.undo()
        desk.accounts.refresh(signed_in.refresh_token, LAPTOP)
        return rotate(*args)

    monkeypatch.setattr(desk.users, "rotate_session", beaten)
    with pytest.raises(NotAuthenticated, match="used twice"):
        desk.accounts.refresh(signed_in.refresh_token, PHONE)

    assert desk.sessions() == [] and desk.bus.signed_out == [(desk.ada.id, [signed_in.session_id])]


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.b.c", "\0.\0.\0", "a" * 24, f"{'a' * 24}.x.y", f"{BOB}.{BOB}.secret", "é" * 9_000]
)
def test_what_is_no_refresh_token_is_refused(token: str) -> None:
    """It never reaches the store as a name of something."""
    desk = Reception()
    desk.users.people[BOB] = user(BOB)

    with pytest.raises(NotAuthenticated, match="has ended"):
        desk.accounts.refresh(token, PHONE)


def test_a_refresh_token_is_good_for_its_own_session_alone() -> None:
    """With another session's id it is a wrong one."""
    desk = Reception()
    phone, laptop = desk.sign_in(PHONE), desk.sign_in(LAPTOP)
    secret = phone.refresh_token.rpartition(".")[2]

    with pytest.raises(NotAuthenticated):
        desk.accounts.refresh(f"{desk.ada.id}.{laptop.session_id}.{secret}", PHONE)


def test_an_access_token_is_as_good_as_its_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed out, expired and deactivated end it at once, whatever its own time says."""
    desk = Reception()
    phone, laptop = desk.sign_in(PHONE), desk.sign_in(LAPTOP)
    assert desk.accounts.authenticated(desk.ada.id, phone.session_id).username == "ada"
    desk.accounts.sign_out(desk.ada.id, phone.session_id)
    with pytest.raises(NotAuthenticated):
        desk.accounts.authenticated(desk.ada.id, phone.session_id)
    later(monkeypatch, TTL + 1)

    with pytest.raises(NotAuthenticated):
        desk.accounts.authenticated(desk.ada.id, laptop.session_id)


def test_a_deactivated_account_lets_nobody_go_on() -> None:
    """Even where a session were left behind."""
    desk = Reception()
    phone = desk.sign_in()
    desk.change(deactivated_at=now())
    with pytest.raises(NotAuthenticated):
        desk.accounts.refresh(phone.refresh_token, PHONE)

    with pytest.raises(NotAuthenticated):
        desk.accounts.authenticated(desk.ada.id, phone.session_id)


def test_signing_out_closes_the_sockets_of_that_session() -> None:
    """The others stay."""
    desk = Reception()
    phone, laptop = desk.sign_in(PHONE), desk.sign_in(LAPTOP)
    desk.accounts.sign_out(desk.ada.id, phone.session_id)

    assert desk.sessions() == [laptop.session_id] and desk.bus.signed_out == [(desk.ada.id, [phone.session_id])]
    with pytest.raises(NotFound):
        desk.accounts.sign_out(desk.ada.id, phone.session_id)


def test_a_new_password_signs_the_other_devices_out() -> None:
    """The one that set it stays; the old password is good for nothing."""
    desk = Reception()
    phone, laptop = desk.sign_in(PHONE), desk.sign_in(LAPTOP)
    desk.accounts.change_password(desk.stored(), PASSWORD, "another horse battery", keep=phone.session_id)

    assert desk.sessions() == [phone.session_id] and desk.bus.signed_out == [(desk.ada.id, [laptop.session_id])]
    assert [letter.to for letter in desk.letters] == ["ada@example.org"]
    assert desk.accounts.sign_in("ada", "another horse battery", LAPTOP)
    with pytest.raises(BadCredentials):
        desk.sign_in()


@pytest.mark.parametrize(
    ("current", "new", "error"),
    [
        ("wrong", "another horse battery", BadCredentials),
        (PASSWORD, PASSWORD, InvalidInput),
        (PASSWORD, "12345678", InvalidInput),
    ],
)
def test_a_password_that_is_not_changed_signs_nobody_out(current: str, new: str, error: type[Exception]) -> None:
    """Wrong, the same or too easy."""
    desk = Reception()
    phone, laptop = desk.sign_in(PHONE), desk.sign_in(LAPTOP)
    with pytest.raises(error):
        desk.accounts.change_password(desk.stored(), current, new, keep=phone.session_id)

    assert desk.sessions() == [phone.session_id, laptop.session_id] and desk.bus.signed_out == []


def test_the_current_password_is_guessed_no_faster_than_at_the_door() -> None:
    """A stolen session is not a place to guess it."""
    desk = Reception()
    phone = desk.sign_in(PHONE)
    for _ in range(5):
        with pytest.raises(BadCredentials):
            desk.accounts.change_password(desk.stored(), "wrong", "another horse battery", keep=phone.session_id)
    with pytest.raises(RateLimited):
        desk.accounts.change_password(desk.stored(), PASSWORD, "another horse battery", keep=phone.session_id)
    assert desk.letters == []


def test_who_deactivated_the_account_themselves_is_back_by_signing_in() -> None:
    """Not so whom an admin deactivated, nor an account that is deleted."""
    desk = Reception()
    desk.users.deactivate(desk.ada.id, by="user")
    assert desk.sign_in().user.deactivated_at is None and desk.stored().deactivated_at is None

    for changes in ({"deactivated_by": "admin"}, {"deactivated_by": "user", "deleted_at": now()}):
        desk.change(deactivated_at=now(), **changes)
        with pytest.raises(BadCredentials):
            desk.sign_in()
