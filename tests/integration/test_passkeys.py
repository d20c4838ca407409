"""Passkeys over the API, with a software authenticator: a proof is good once, for its own key, user, site and time."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator

import pyotp
import pytest
from pymongo import MongoClient
from webauthn.helpers import encode_cbor

from tests.harness import Answer, Http, Server, User
from tests.harness.authenticator import Authenticator, Json, Key, b64, unb64


@pytest.fixture
def phone(server: Server) -> Authenticator:
    return Authenticator(server.url)


def creation_options(user: User) -> Json:
    options: Json = user.http.post("/api/auth/passkeys/options").ok(200)
    return options


def add(user: User, credential: Json, name: str = "Phone") -> Answer:
    return user.http.post("/api/auth/passkeys", {"name": name, "credential": credential})


def with_passkey(server: Server, phone: Authenticator) -> tuple[User, Key]:
    """Somebody who has signed up and added a passkey."""
    user = server.new_user()
    key, credential = phone.create(creation_options(user))
    add(user, credential).ok(201)
    return user, key


def request_options(server: Server) -> Json:
    options: Json = Http(server.url).post("/api/auth/passkey/options").ok(200)
    return options


def sign_in(server: Server, options: Json, credential: Json) -> Answer:
    body = {"challenge_id": options["challenge_id"], "credential": credential}
    return Http(server.url).post("/api/auth/passkey", body)


def passkeys(user: User) -> list[Json]:
    found: list[Json] = user.http.get("/api/auth/factors").ok(200)["passkeys"]
    return found


def test_one_signs_in_by_passkey_without_a_name_or_a_password(server: Server, phone: Authenticator) -> None:
    """As often as one likes, each time as a device that is signed in like any other."""
    ada, key = with_passkey(server, phone)
    assert [(each["name"], each["last_used_at"]) for each in passkeys(ada)] == [("Phone", None)]
    for _ in range(2):
        options = request_options(server)
        assert options["rpId"] == "127.0.0.1" and options["userVerification"] == "required"
        assert not options.get("allowCredentials")
        http = Http(server.url)
        body = {"challenge_id": options["challenge_id"], "credential": phone.get(key, options)}
        answer = http.post("/api/auth/passkey", body).ok(200)
        assert answer["user"]["id"] == ada.id and "refresh_token" in http.cookies
        http.token = answer["access_token"]
        assert http.get("/api/users/me").ok(200)["id"] == ada.id
    assert passkeys(ada)[0]["last_used_at"] is not None
    assert len(ada.http.get("/api/auth/sessions").ok(200)["items"]) == 3


def test_a_passkey_is_two_factors_by_itself(server: Server, phone: Authenticator) -> None:
    """No code is asked for, though the password alone would not do any more."""
    ada, key = with_passkey(server, phone)
    secret = ada.http.post("/api/auth/totp", {"password": ada.password}).ok(200)["secret"]
    ada.http.post("/api/auth/totp/confirm", {"code": pyotp.TOTP(secret).now()}).ok(200)
    options = request_options(server)
    assert sign_in(server, options, phone.get(key, options)).status == 200


def test_a_proof_is_good_once(server: Server) -> None:
    """Overheard, it is worth nothing; not even of a device that does not count its uses."""
    phone = Authenticator(server.url, counts=False)
    ada, key = with_passkey(server, phone)
    options = request_options(server)
    proof = phone.get(key, options)
    assert sign_in(server, options, proof).status == 200
    again = sign_in(server, options, proof)
    assert (again.status, again.code) == (401, "bad_credentials")
    assert sign_in(server, request_options(server), proof).status == 401
    assert passkeys(ada)


def test_a_copied_key_shows_by_its_counter(server: Server, phone: Authenticator) -> None:
    """The copy's counter lags behind (WebAuthn, section 6.1.1)."""
    _, key = with_passkey(server, phone)
    stolen = copy.copy(key)
    for _ in range(2):
        options = request_options(server)
        assert sign_in(server, options, phone.get(key, options)).status == 200
    options = request_options(server)
    assert sign_in(server, options, phone.get(stolen, options)).status == 401


def test_the_device_must_have_asked_who_holds_it(server: Server, phone: Authenticator) -> None:
    """A finger, a face or a PIN: to make a passkey and to use it."""
    careless = Authenticator(server.url, verified=False)
    ada, key = with_passkey(server, phone)
    assert list(add(ada, careless.create(creation_options(ada))[1]).errors) == ["credential"]
    options = request_options(server)
    assert sign_in(server, options, careless.get(key, options)).status == 401


def test_another_site_cannot_use_it(server: Server, phone: Authenticator) -> None:
    """A page of another origin that relays everything gets nowhere."""
    fishing = Authenticator("https://chat.example.com")
    ada, key = with_passkey(server, phone)
    assert add(ada, fishing.create(creation_options(ada))[1]).status == 422
    options = request_options(server)
    assert sign_in(server, options, fishing.get(key, options)).status == 401
    key.rp_id = "chat.example.com"
    assert sign_in(server, options, phone.get(key, options)).status == 401


def test_a_key_speaks_for_its_own_user_alone(server: Server, phone: Authenticator) -> None:
    """With another's name on it, or another's key id, it is nobody's."""
    (ada, hers), (eve, her_own) = with_passkey(server, phone), with_passkey(server, phone)
    for handle, id in ((hers.user_handle, her_own.id), (hers.user_handle, hers.id), (her_own.user_handle, hers.id)):
        forged = Key(hers.rp_id, handle, id, her_own.private, uses=9)
        options = request_options(server)
        assert sign_in(server, options, phone.get(forged, options)).status == 401
    assert ada.id != eve.id


def test_options_are_for_who_asked_and_for_what(server: Server, phone: Authenticator) -> None:
    """Neither another's, nor those of a sign-in, nor made up; and good once."""
    ada, eve = server.new_user(), server.new_user()
    theirs = creation_options(eve) | {"user": creation_options(ada)["user"]}
    assert add(ada, phone.create(theirs)[1]).status == 422
    mixed = creation_options(ada) | {"challenge": request_options(server)["challenge"]}
    assert add(ada, phone.create(mixed)[1]).status == 422
    made_up = creation_options(ada) | {"challenge": b64(b"x" * 60)}
    assert add(ada, phone.create(made_up)[1]).status == 422

    options = creation_options(ada)
    assert [add(ada, phone.create(options)[1]).status for _ in range(2)] == [201, 422]
    key, credential = phone.create(creation_options(ada))
    add(ada, credential).ok(201)
    assert b64(key.id) in {each["id"] for each in creation_options(ada)["excludeCredentials"]}
    registering = creation_options(ada)
    answer = {"challenge_id": registering["challenge"], "credential": phone.get(key, registering)}
    assert Http(server.url).post("/api/auth/passkey", answer).status == 401


def test_a_signature_of_something_else_is_refused(server: Server, phone: Authenticator) -> None:
    """Any byte that was changed on the way."""
    ada, key = with_passkey(server, phone)
    options = request_options(server)
    good = phone.get(key, options)
    for name in ("clientDataJSON", "authenticatorData", "signature"):
        bent = copy.deepcopy(good)
        raw = bytearray(unb64(bent["response"][name]))
        raw[len(raw) // 2] ^= 1
        bent["response"][name] = b64(bytes(raw))
        assert sign_in(server, options, bent).status == 401, name
    assert sign_in(server, options, good).status == 200 and ada.id


def with_response(**changes: object) -> Callable[[Json], Json]:
    """A credential whose response is bent so."""
    return lambda good: good | {"response": good["response"] | changes}


NONSENSE: list[Callable[[Json], Json]] = [
    lambda good: {},
    lambda good: {"response": None},
    lambda good: {"response": {}},
    lambda good: good | {"response": []},
    lambda good: good | {"id": 5},
    lambda good: good | {"rawId": "!!"},
    lambda good: good | {"type": "password"},
    with_response(clientDataJSON=b64(b"[" * 5_000)),
    with_response(clientDataJSON=b64(b'{"type": 1, "challenge": {}, "origin": null}')),
]
OF_A_NEW_KEY = [
    with_response(attestationObject=b64(b"\x9f" * 5_000)),
    with_response(attestationObject=b64(b"\xa1\x63fmt\x66packed")),
    with_response(attestationObject=b64(encode_cbor({"fmt": "tpm", "attStmt": {"ver": 7}, "authData": bytes(99)}))),
    with_response(attestationObject={"$gt": ""}),
]
OF_A_SIGNATURE = [
    with_response(userHandle="é\0"),
    with_response(userHandle={"$ne": ""}),
    with_response(userHandle=b64(b"x" * 12)),
    with_response(userHandle=None),
    with_response(authenticatorData=""),
    with_response(signature=b64(b"0" * 70)),
]


@pytest.mark.parametrize("nonsense", NONSENSE + OF_A_NEW_KEY)
def test_nonsense_is_no_passkey(server: Server, phone: Authenticator, nonsense: Callable[[Json], Json]) -> None:
    """The parsers of a library meet it, and whatever they raise is a refusal."""
    ada = server.new_user()
    _, made = phone.create(creation_options(ada))
    assert list(add(ada, nonsense(made)).errors) == ["credential"]
    assert passkeys(ada) == []


@pytest.mark.parametrize("nonsense", NONSENSE + OF_A_SIGNATURE)
def test_nonsense_signs_nobody_in(server: Server, phone: Authenticator, nonsense: Callable[[Json], Json]) -> None:
    """It is refused as a wrong password is; the true proof is good still."""
    _, key = with_passkey(server, phone)
    options = request_options(server)
    proof = phone.get(key, options)
    assert sign_in(server, options, nonsense(proof)).code == "bad_credentials"
    assert sign_in(server, options | {"challenge_id": "é" * 50}, proof).code == "bad_credentials"
    assert sign_in(server, options, proof).status == 200


def test_removing_one_asks_for_the_password(server: Server, phone: Authenticator) -> None:
    """Then it signs nobody in; another's cannot be removed."""
    (ada, key), (eve, _) = with_passkey(server, phone), with_passkey(server, phone)
    [listed] = passkeys(ada)
    path = f"/api/auth/passkeys/{listed['id']}"
    wrong = ada.http.delete(path, {"password": "not the password 12"})
    assert (wrong.status, list(wrong.errors)) == (401, ["password"])
    assert eve.http.delete(path, {"password": eve.password}).status == 404
    assert ada.http.delete(path, {"password": ada.password}).status == 204

    options = request_options(server)
    assert sign_in(server, options, phone.get(key, options)).status == 401
    assert passkeys(ada) == []


def test_a_challenge_is_good_for_five_minutes(server: Server, phone: Authenticator) -> None:
    """Its time stands in it, under our signature: nobody can give it more."""
    _, key = with_passkey(server, phone)
    options = request_options(server)
    raw = unb64(options["challenge"])
    head, _, rest = raw.partition(b"||")
    expires = int(rest[:10])
    later = head + b"||" + str(expires + 3_600).encode() + rest[10:]
    assert options["timeout"] == 300_000
    stretched = options | {"challenge": b64(later), "challenge_id": b64(later)}
    assert sign_in(server, stretched, phone.get(key, stretched)).status == 401


@pytest.fixture(scope="module")
def site() -> Iterator[Server]:
    """A server that knows its public address."""
    with Server.started(public_url="https://chat.example.org", cors_origins="https://app.chat.example.org") as server:
        yield server


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://chat.example.org", 200),
        ("https://app.chat.example.org", 200),
        ("http://chat.example.org", 401),
        ("https://evil.example.org", 401),
    ],
)
def test_passkeys_belong_to_the_public_address(site: Server, origin: str, status: int) -> None:
    """Whatever a request calls us; pages of our own below it may ask for them too."""
    home = Authenticator("https://chat.example.org")
    ada = site.new_user()
    options = ada.http.post("/api/auth/passkeys/options", headers={"Host": "evil.example.org"}).ok(200)
    assert options["rp"]["id"] == "chat.example.org"
    key, credential = home.create(options)
    add(ada, credential).ok(201)

    options = request_options(site)
    assert sign_in(site, options, Authenticator(origin).get(key, options)).status == status


def test_the_private_half_is_nowhere_and_no_challenge_is_kept_for_who_never_answers(
    server: Server, phone: Authenticator
) -> None:
    """Asking for options costs no write: strangers cannot fill the store."""
    ada, _ = with_passkey(server, phone)
    database = MongoClient(server.store["uri"])["chat"]
    before = database["users"].find_one({"username": ada.username})
    for _ in range(3):
        creation_options(ada)
        request_options(server)
    after = database["users"].find_one({"username": ada.username})
    assert before is not None and before == after
    assert len(before["spent_challenges"]) == 1 and "private" not in json.dumps(before, default=str)
