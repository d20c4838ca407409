"""Links in real mails, over a real SMTP server: each is good once, for its own purpose, and tells strangers nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pymongo import MongoClient

from chat_app.records import now
from tests.harness import Http, MailServer, Server, User, a_name, link_in, token_in, wait_until

VERIFY, RESET, CONFIRM = "Confirm your e-mail address", "Set a new password", "Confirm your new"
STOP, NOTICE = "is being changed", "sign-in was changed"
NEW = "another horse battery 42 staple"
SITE = "https://chat.example.org"


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with MailServer() as mail:
        yield mail


@pytest.fixture(scope="module")
def site(mail: MailServer) -> Iterator[Server]:
    """A server that sends its mail."""
    with Server.started(smtp_url=mail.url, mail_from="Chat <chat@example.org>", public_url=SITE + "/") as server:
        yield server


def address(user: User) -> str:
    return str(user.profile["email"])


def me(user: User) -> dict[str, object]:
    """The own profile, as it is now."""
    profile: dict[str, object] = user.http.get("/api/users/me").ok(200)
    return profile


def asked_to_reset(site: Server, mail: MailServer, user: User) -> str:
    """The token that is mailed to who forgot the password."""
    before = len(mail.to(address(user), RESET))
    assert Http(site.url).post("/api/auth/password/forgot", {"email": address(user).upper()}).status == 202
    return token_in(mail.wait_for(address(user), RESET, number=before + 1))


def reset(site: Server, token: str, password: str = NEW) -> int:
    return Http(site.url).post("/api/auth/password/reset", {"token": token, "new_password": password}).status


def test_signing_up_mails_a_link_that_verifies_the_address(site: Server, mail: MailServer) -> None:
    """It leads to the client, with its secret in the fragment, and is good once."""
    ada = site.new_user()
    letter = mail.wait_for(address(ada), VERIFY)
    assert letter["From"] == "Chat <chat@example.org>"
    assert link_in(letter).startswith(f"{SITE}/verify-email#token={ada.id}.")
    assert me(ada)["email_verified"] is False

    stranger = Http(site.url)
    assert stranger.post("/api/auth/email/verify", {"token": token_in(letter)}).status == 204
    assert me(ada)["email_verified"] is True
    again = stranger.post("/api/auth/email/verify", {"token": token_in(letter)})
    assert (again.status, again.code) == (410, "link_expired")


def test_the_link_is_mailed_again_on_demand(site: Server, mail: MailServer) -> None:
    """Up to three that are good at a time, then none; and none once the address is verified."""
    ada = site.new_user()
    for _ in range(4):
        assert ada.http.post("/api/auth/email/verification").status == 202
    tokens = {token_in(mail.wait_for(address(ada), VERIFY, number=n)) for n in (1, 2, 3)}
    assert len(tokens) == 3
    Http(site.url).post("/api/auth/email/verify", {"token": tokens.pop()}).ok(204)
    assert ada.http.post("/api/auth/email/verification").status == 202

    bob = site.new_user()
    mail.wait_for(address(bob), VERIFY)
    assert len(mail.to(address(ada), VERIFY)) == 3


def test_a_forgotten_password_is_set_anew(site: Server, mail: MailServer) -> None:
    """All devices are signed out at once, the other links end, and the address is proven."""
    ada = site.new_user()
    phone = ada.device()
    other = asked_to_reset(site, mail, ada)
    token = asked_to_reset(site, mail, ada)
    with ada.socket() as socket, phone.socket() as another:
        assert reset(site, token) == 204
        assert (socket.close_code(), another.close_code()) == (4401, 4401)

    assert [each.http.get("/api/users/me").status for each in (ada, phone)] == [401, 401]
    assert ada.http.post("/api/auth/refresh").status == 401
    assert [reset(site, used) for used in (token, other)] == [410, 410]
    again = User.logged_in(site, ada.username, NEW)
    assert me(again)["email_verified"] is True
    assert Http(site.url).post("/api/auth/login", {"login": ada.username, "password": ada.password}).status == 401
    mail.wait_for(address(ada), NOTICE)


def test_a_weak_password_does_not_use_the_link_up(site: Server, mail: MailServer) -> None:
    """By the same estimate as at the sign-up, knowing name and address."""
    ada = site.new_user()
    token = asked_to_reset(site, mail, ada)
    for weak in ("password1", ada.username, "short"):
        answer = Http(site.url).post("/api/auth/password/reset", {"token": token, "new_password": weak})
        assert (answer.status, list(answer.errors)) == (422, ["new_password"])
    assert me(ada)["id"] == ada.id
    assert reset(site, token) == 204


def test_an_address_that_nobody_has_gets_the_same_answer_and_no_mail(site: Server, mail: MailServer) -> None:
    """Nobody finds out who has an account."""
    ada, nobody = site.new_user(), f"{a_name('nobody')}@example.org"
    answers = [Http(site.url).post("/api/auth/password/forgot", {"email": each}) for each in (nobody, address(ada))]

    mail.wait_for(address(ada), RESET)
    assert mail.to(nobody) == []
    assert {(answer.status, answer.content) for answer in answers} == {(202, b"")}


def test_a_mailbox_is_not_flooded(site: Server, mail: MailServer) -> None:
    """Three links are enough."""
    ada, bob = site.new_user(), site.new_user()
    tokens = [asked_to_reset(site, mail, ada) for _ in range(3)]
    for _ in range(3):
        Http(site.url).post("/api/auth/password/forgot", {"email": address(ada)}).ok(202)
    asked_to_reset(site, mail, bob)
    assert len(mail.to(address(ada), RESET)) == 3
    assert reset(site, tokens[0]) == 204


def test_a_link_dies_after_half_an_hour_and_only_its_hash_is_stored(site: Server, mail: MailServer) -> None:
    """The store is set back in time, and read as a thief would read it."""
    ada = site.new_user()
    token = asked_to_reset(site, mail, ada)
    users = MongoClient(site.store["uri"])["chat"]["users"]
    [stored] = users.find({"username": ada.username})
    assert token.partition(".")[2] not in str(stored)
    lives = [each["expires_at"] for each in stored["mail_tokens"] if each["purpose"] == "reset_password"]
    assert timedelta(minutes=28) < lives[0].replace(tzinfo=now().tzinfo) - now() <= timedelta(minutes=30)

    users.update_one({"_id": stored["_id"]}, {"$set": {"mail_tokens.1.expires_at": now() - timedelta(seconds=1)}})
    assert reset(site, token) == 410


def test_a_link_is_good_for_its_own_purpose_and_user(site: Server, mail: MailServer) -> None:
    """A link that confirms an address sets no password, nor does it with another's id."""
    ada, eve = site.new_user(), site.new_user()
    verify = token_in(mail.wait_for(address(eve), VERIFY))
    hers = asked_to_reset(site, mail, eve)
    for token in (verify, f"{ada.id}.{hers.partition('.')[2]}", f"{ada.id}.", ada.id, "x", "\0", ".", "é" * 200):
        assert reset(site, token) == 410, token
    assert User.logged_in(site, ada.username).id == ada.id


def test_a_change_of_address_is_confirmed_by_the_new_one(site: Server, mail: MailServer) -> None:
    """Until then the old one stays; from then on one signs in by the new one, and the old links are dead."""
    ada, new = site.new_user(), f"{a_name('new')}@example.org"
    old_reset = asked_to_reset(site, mail, ada)
    body = {"email": new, "password": ada.password}
    assert ada.http.post("/api/users/me/email", body).status == 202
    letter = mail.wait_for(new, CONFIRM)
    assert link_in(letter).startswith(f"{SITE}/confirm-email#token=")
    assert link_in(mail.wait_for(address(ada), STOP)).startswith(f"{SITE}/cancel-email#token=")
    assert me(ada)["email"] == address(ada)

    Http(site.url).post("/api/auth/email/change", {"token": token_in(letter)}).ok(204)
    assert (me(ada)["email"], me(ada)["email_verified"]) == (new, True)
    assert User.logged_in(site, new).id == ada.id
    assert reset(site, old_reset) == 410


def test_the_old_address_stops_a_change(site: Server, mail: MailServer) -> None:
    """The confirmation is good for nothing then; devices stay."""
    ada, new = site.new_user(), f"{a_name('new')}@example.org"
    ada.http.post("/api/users/me/email", {"email": new, "password": ada.password}).ok(202)
    confirm, stop = token_in(mail.wait_for(new, CONFIRM)), token_in(mail.wait_for(address(ada), STOP))

    Http(site.url).post("/api/auth/email/cancel", {"token": stop}).ok(204)
    assert Http(site.url).post("/api/auth/email/change", {"token": confirm}).status == 410
    assert me(ada)["email"] == address(ada)


def test_the_old_address_undoes_a_change_that_was_made(site: Server, mail: MailServer) -> None:
    """A thief with the password was quick: the address comes back, and everyone is signed out."""
    ada, new = site.new_user(), f"{a_name('thief')}@example.org"
    ada.http.post("/api/users/me/email", {"email": new, "password": ada.password}).ok(202)
    confirm, stop = token_in(mail.wait_for(new, CONFIRM)), token_in(mail.wait_for(address(ada), STOP))
    Http(site.url).post("/api/auth/email/change", {"token": confirm}).ok(204)
    with ada.socket() as socket:
        Http(site.url).post("/api/auth/email/cancel", {"token": stop}).ok(204)
        assert socket.close_code() == 4401

    assert ada.http.get("/api/users/me").status == 401
    assert me(User.logged_in(site, address(ada)))["email_verified"] is True
    assert Http(site.url).post("/api/auth/login", {"login": new, "password": ada.password}).status == 401


def test_changing_the_address_asks_for_the_password(site: Server, mail: MailServer) -> None:
    """A borrowed laptop is not enough."""
    ada, new = site.new_user(), f"{a_name('new')}@example.org"
    answer = ada.http.post("/api/users/me/email", {"email": new, "password": "not the password 12"})
    assert (answer.status, answer.code, list(answer.errors)) == (401, "bad_credentials", ["password"])
    assert ada.http.post("/api/users/me/email", {"email": "no address", "password": ada.password}).status == 422
    same = {"email": address(ada).title(), "password": ada.password}
    assert list(ada.http.post("/api/users/me/email", same).errors) == ["email"]
    assert mail.to(new) == []


def test_an_address_of_somebody_else_is_not_told_to_be_one(site: Server, mail: MailServer) -> None:
    """The answer is the same; the one whose address it is gets a note without a link."""
    ada, bob = site.new_user(), site.new_user()
    assert ada.http.post("/api/users/me/email", {"email": address(bob), "password": ada.password}).status == 202
    note = mail.wait_for(address(bob), "in use already")
    assert "http" not in str(note.get_body(("plain",)))
    assert mail.to(address(bob), CONFIRM) == []


def test_an_account_put_aside_can_be_reset_and_one_that_is_shut_cannot(site: Server, mail: MailServer) -> None:
    """Its owner comes back by signing in; what an admin deactivated stays so, and gets no mail."""
    ada, eve, bob = site.new_user(), site.new_user(), site.new_user()
    ada.http.post("/api/users/me/deactivate", {"password": ada.password}).ok(204)
    assert reset(site, asked_to_reset(site, mail, ada)) == 204
    assert User.logged_in(site, ada.username, NEW).id == ada.id

    token = asked_to_reset(site, mail, eve)
    users = MongoClient(site.store["uri"])["chat"]["users"]
    users.update_one({"username": eve.username}, {"$set": {"deactivated_at": now(), "deactivated_by": "admin"}})
    assert reset(site, token) == 410
    Http(site.url).post("/api/auth/password/forgot", {"email": address(eve)}).ok(202)
    asked_to_reset(site, mail, bob)
    assert len(mail.to(address(eve), RESET)) == 1


def test_who_signed_up_with_anothers_address_leaves_no_way_in(site: Server, mail: MailServer) -> None:
    """The owner of the address resets the password: second factors and tokens of the other are gone."""
    thief = site.new_user()
    thief.http.post("/api/auth/totp", {"password": thief.password}).ok(200)
    script = thief.http.post("/api/auth/tokens", {"name": "script", "scopes": ["read"]}).ok(201)["token"]
    assert Http(site.url, script).get("/api/users/me").status == 200

    assert reset(site, asked_to_reset(site, mail, thief)) == 204
    assert Http(site.url, script).get("/api/users/me").status == 401
    found = MongoClient(site.store["uri"])["chat"]["users"].find_one({"username": thief.username})
    assert found is not None and "totp" not in found


def test_a_mail_server_that_is_down_fails_no_request(site: Server, mail: MailServer) -> None:
    """People sign up meanwhile, and get their mail when it is back."""
    mail.stop()
    try:
        ada = site.new_user()
        assert ada.http.post("/api/auth/email/verification").status == 202
    finally:
        mail.start()
    assert token_in(mail.wait_for(address(ada), VERIFY)).startswith(ada.id)


def test_without_a_mail_server_development_writes_a_file(server: Server) -> None:
    """Under DATA_DIR/mail, which nobody else can read."""
    ada = server.new_user()
    folder = server.data_dir / "mail"

    def mine() -> list[str]:
        files = folder.glob("*.eml") if folder.exists() else ()
        return [text for text in (file.read_text() for file in files) if address(ada) in text]

    [text] = wait_until("the mail to be written", mine)
    assert f"http://localhost:{server.port}/verify-email#token=3D{ada.id}" in text.replace("=\n", "")


def test_no_token_stands_in_an_address_or_a_log(site: Server, mail: MailServer) -> None:
    """With a mail server configured nothing of a letter is logged."""
    ada = site.new_user()
    token = asked_to_reset(site, mail, ada)
    assert reset(site, token) == 204
    assert token.partition(".")[2] not in site.log.read_text()
    assert "?" not in json.dumps(link_in(mail.to(address(ada), RESET)[0]))
