"""What proves a user is taken once: the store's updates have their condition in themselves, so no race is won twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from chat_app.errors import Taken
from chat_app.keyring import MailToken, Passkey, SpentChallenge, Totp
from chat_app.records import now
from chat_app.store.interfaces import Store
from chat_app.store.mongo import build_store
from chat_app.types import UserId
from tests.harness import Server, a_name
from tests.unit.factories import user

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def store(server: Server) -> Store:
    return build_store(server.store["uri"], "chat", timeout=20)


def somebody(store: Store) -> UserId:
    """Who was never written to: the server mails a link to who signs up."""
    name = a_name()
    return store.users.add(user(UserId(""), username=name, email=f"{name}@example.org", password_hash="none")).id


def at_once(attempt: Callable[[], bool]) -> int:
    """How many of eight at the same time succeed."""
    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(lambda _: attempt(), range(8)))


def test_a_link_is_good_once(store: Store) -> None:
    """It ends the links of the purposes named, changes the user, and is gone."""
    ada = somebody(store)
    link = MailToken("verify_email", "a" * 64, "new@example.org", now() + HOUR)
    other = replace(link, purpose="reset_password", hash="b" * 64)
    for each in (link, replace(link, hash="c" * 64), other):
        assert store.keyrings.add_mail_token(ada, each, beside=3)
    address = f"{a_name()}@Example.org"

    def spend() -> bool:
        return store.keyrings.spend_mail_token(
            ada, link, {"email": address, "email_verified": True}, ends=["verify_email"]
        )

    assert at_once(spend) == 1
    assert store.keyrings.of(ada).mail_tokens == (replace(other, expires_at=other.expires_at),)
    found = store.users.by_login(address.upper())
    assert found is not None and (found.id, found.email, found.email_verified) == (ada, address, True)


def test_links_asked_for_at_once_are_counted(store: Store) -> None:
    """Each is noted beside as many as were read, and no more."""
    ada = somebody(store)
    link = MailToken("reset_password", "a" * 64, "x@example.org", now() + HOUR)
    assert at_once(lambda: store.keyrings.add_mail_token(ada, link, beside=1)) == 2
    assert len(store.keyrings.of(ada).mail_tokens) == 2


def test_a_link_that_expired_is_good_for_nothing(store: Store) -> None:
    """And goes when the next one comes."""
    ada = somebody(store)
    old = MailToken("reset_password", "a" * 64, "x@example.org", now() - timedelta(seconds=1))
    store.keyrings.add_mail_token(ada, old, beside=0)
    assert not store.keyrings.spend_mail_token(ada, old, {"bio": "changed"}, ends=["reset_password"])

    fresh = replace(old, hash="b" * 64, expires_at=now() + HOUR)
    assert store.keyrings.add_mail_token(ada, fresh, beside=0)
    assert store.keyrings.of(ada).mail_tokens == (fresh,)


def test_a_link_to_an_address_that_is_taken_is_not_spent(server: Server, store: Store) -> None:
    """The address was free when it was mailed."""
    ada, bob = somebody(store), server.new_user()
    link = MailToken("change_email", "a" * 64, bob.profile["email"], now() + HOUR)
    store.keyrings.add_mail_token(ada, link, beside=0)
    with pytest.raises(Taken):
        store.keyrings.spend_mail_token(ada, link, {"email": link.email}, ends=["change_email"])

    assert store.keyrings.of(ada).mail_tokens == (link,)


def test_a_code_and_a_recovery_code_are_good_once(store: Store) -> None:
    """A step is used up with all before it."""
    ada = somebody(store)
    totp = Totp("sealed", confirmed=True, last_step=10)
    store.keyrings.set_totp(ada, totp, ["one", "two"])

    assert at_once(lambda: store.keyrings.advance_totp(ada, totp, 12)) == 1
    assert not store.keyrings.advance_totp(ada, totp, 11)
    assert not store.keyrings.advance_totp(ada, replace(totp, sealed="another app"), 13)
    assert at_once(lambda: store.keyrings.spend_recovery_hash(ada, "one")) == 1
    assert store.keyrings.of(ada).recovery_hashes == {"two"}
    store.keyrings.set_totp(ada, None)
    assert (store.keyrings.of(ada).totp, store.keyrings.of(ada).recovery_hashes) == (None, frozenset())


def test_a_challenge_is_answered_once(store: Store) -> None:
    """To add a passkey and to use one; and a passkey that was removed is not used."""
    ada = somebody(store)
    key = Passkey("k" * 24, "Phone", b"\0\xff id", b"\xa5 key", 1, now(), None)
    spent = SpentChallenge("first", now() + HOUR)
    assert at_once(lambda: store.keyrings.add_passkey(ada, key, spent)) == 1
    assert store.keyrings.of(ada).passkeys == (key,)

    used, second = replace(key, sign_count=2, last_used_at=now()), SpentChallenge("second", now() + HOUR)
    assert not store.keyrings.use_passkey(ada, key, used, spent)
    assert at_once(lambda: store.keyrings.use_passkey(ada, key, used, second)) == 1
    assert store.keyrings.of(ada).passkeys == (used,)
    assert not store.keyrings.use_passkey(ada, key, used, SpentChallenge("third", now() + HOUR))

    assert store.keyrings.remove_passkey(ada, key.id) and not store.keyrings.remove_passkey(ada, key.id)
    assert not store.keyrings.use_passkey(ada, used, used, SpentChallenge("fourth", now() + HOUR))


def test_a_keyring_can_be_dropped_whole(store: Store) -> None:
    """As when its account is deleted."""
    ada = somebody(store)
    store.keyrings.set_totp(ada, Totp("sealed", confirmed=True, last_step=0), ["one"])
    store.keyrings.add_passkey(
        ada, Passkey("k" * 24, "Phone", b"id", b"key", 1, now(), None), SpentChallenge("c", now() + HOUR)
    )
    store.keyrings.forget(ada)

    assert store.keyrings.of(ada) == store.keyrings.of(UserId("0" * 24))
