"""Those in charge: who becomes it, what they may do to whom, and that all of it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.harness import Answer, Http, Server, User, a_name, text, wait_until

PASSWORD = "correct horse battery 41 staple"


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Server, User]]:
    """A server of its own, and its admin: the first who signed up."""
    with Server.started() as server:
        assert Http(server.url).get("/api/server").ok(200)["first_run"] is True
        yield server, server.new_user("admin")


@pytest.fixture
def server(place: tuple[Server, User]) -> Server:
    return place[0]


@pytest.fixture
def admin(place: tuple[Server, User]) -> User:
    return place[1]


def sign_up(server: Server, **fields: object) -> Answer:
    name = a_name()
    form = {"username": name, "email": f"{name}@example.org", "password": PASSWORD, **fields}
    return Http(server.url).post("/api/auth/register", form)


def set_role(admin: User, user: User, role: str) -> None:
    assert admin.http.patch(f"/api/admin/users/{user.id}", {"role": role}).ok(200)["role"] == role


def set_registration(admin: User, registration: str) -> None:
    admin.http.patch("/api/admin/settings", {"registration": registration}).ok(200)


def audit(admin: User, limit: int = 20) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = admin.http.get(f"/api/admin/audit?limit={limit}").ok(200)["items"]
    return found


def test_the_first_on_an_empty_server_becomes_admin_and_no_one_after(server: Server, admin: User) -> None:
    """Who sets a server up needs no shell; even a reserved name is theirs."""
    assert admin.profile["role"] == "admin"
    assert server.new_user().profile["role"] == "user"
    told = Http(server.url).get("/api/server").ok(200)
    assert told == {"name": "Chat", "registration": "open", "first_run": False}


def test_of_many_who_come_first_at_once_one_becomes_admin() -> None:
    """Whatever the race: two admins would be one too many, none one too few. A restart changes nothing of it."""
    with Server.started() as empty:
        with ThreadPoolExecutor(6) as threads:
            answers = list(threads.map(lambda _: sign_up(empty).ok(201), range(6)))
        assert sorted(answer["user"]["role"] for answer in answers) == ["admin", *["user"] * 5]
        [first] = [answer for answer in answers if answer["user"]["role"] == "admin"]
        http = Http(empty.url, first["access_token"])
        http.patch("/api/admin/settings", {"registration": "closed"}).ok(200)
        empty.restart()
        assert sign_up(empty).code == "registration_closed"
        [record] = http.get("/api/admin/audit").ok(200)["items"]
        assert (record["action"], record["actor_id"]) == ("settings.registration", first["user"]["id"])


def test_the_only_admin_does_not_go_away(server: Server, admin: User) -> None:
    """Somebody must be able to let others in; where there is another, one may."""
    body = {"password": admin.password}
    assert admin.http.delete("/api/users/me", body).code == "conflict"
    assert admin.http.post("/api/users/me/deactivate", body).code == "conflict"
    other = server.new_user()
    set_role(admin, other, "admin")
    other.http.post("/api/users/me/deactivate", body).ok(204)


ROUTES = [
    ("GET", "/api/admin/users", None, "moderator"),
    ("GET", "/api/admin/users/{id}", None, "admin"),
    ("PATCH", "/api/admin/users/{id}", {"role": "admin"}, "admin"),
    ("POST", "/api/admin/users/{id}/deactivate", None, "admin"),
    ("POST", "/api/admin/users/{id}/reactivate", None, "admin"),
    ("POST", "/api/admin/users/{id}/sign-out", None, "admin"),
    ("GET", "/api/admin/audit", None, "admin"),
    ("GET", "/api/admin/metrics", None, "admin"),
    ("GET", "/api/admin/settings", None, "admin"),
    ("PATCH", "/api/admin/settings", {"registration": "closed"}, "admin"),
    ("GET", "/api/admin/invitations", None, "admin"),
    ("POST", "/api/admin/invitations", {}, "admin"),
    ("DELETE", "/api/admin/invitations/{id}", None, "admin"),
    ("GET", "/api/admin/reports", None, "moderator"),
    ("PATCH", "/api/admin/reports/{id}", {"state": "closed"}, "moderator"),
]


def test_every_route_of_administration_wants_its_role(server: Server, admin: User) -> None:
    """A user is refused everywhere, a moderator but where moderators may."""
    user, moderator = server.new_user(), server.new_user()
    set_role(admin, moderator, "moderator")
    documented = Http(server.url).get("/api/openapi.json").ok(200)["paths"]
    found = {(verb.upper(), path) for path in documented if path.startswith("/api/admin") for verb in documented[path]}
    listed = {(verb, path.split("{")[0]) for verb, path, _, _ in ROUTES}
    assert {(verb, path.split("{")[0]) for verb, path in found if verb != "PARAMETERS"} == listed

    for verb, path, body, least in ROUTES:
        path = path.format(id=user.id)
        assert Http(server.url).request(verb, path, body).status == 401, path
        assert user.http.request(verb, path, body).code == "not_allowed", path
        refused = moderator.http.request(verb, path, body)
        assert (refused.status == 403) is (least == "admin"), str(refused)


def test_a_role_counts_and_ends_at_once(server: Server, admin: User) -> None:
    """It stands in the store, not in the token: the next request knows it."""
    user = server.new_user()
    assert user.http.get("/api/admin/users").status == 403
    set_role(admin, user, "moderator")
    assert user.http.get("/api/admin/users").status == 200
    assert user.http.get("/api/users/me").ok(200)["role"] == "moderator"
    set_role(admin, user, "user")
    assert user.http.get("/api/admin/users").status == 403


def test_nobody_does_it_to_themselves(admin: User) -> None:
    """So there is always an admin left."""
    for verb, path, body in (
        ("PATCH", "", {"role": "user"}),
        ("POST", "/deactivate", None),
        ("POST", "/sign-out", None),
    ):
        assert admin.http.request(verb, f"/api/admin/users/{admin.id}{path}", body).code == "not_allowed"
    assert admin.http.get("/api/admin/users").status == 200


def test_who_is_deactivated_is_out_at_once_and_may_be_let_in_again(server: Server, admin: User) -> None:
    """Sockets close with 4401, tokens and cookies are refused, signing in fails; until an admin says otherwise."""
    user = server.new_user()
    with user.socket() as socket:
        admin.http.post(f"/api/admin/users/{user.id}/deactivate").ok(204)
        assert socket.close_code() == 4401
    assert user.http.get("/api/users/me").status == 401
    assert user.http.post("/api/auth/refresh").status == 401
    login = {"login": user.username, "password": PASSWORD}
    assert Http(server.url).post("/api/auth/login", login).status == 401
    assert admin.http.get(f"/api/admin/users/{user.id}").ok(200)["deactivated_by"] == "admin"

    admin.http.post(f"/api/admin/users/{user.id}/reactivate").ok(204)
    assert Http(server.url).post("/api/auth/login", login).status == 200


def test_a_forced_sign_out_ends_every_session(server: Server, admin: User) -> None:
    """And the account stays: who knows the password comes in again."""
    user = server.new_user()
    laptop = user.device()
    with user.socket() as one, laptop.socket() as other:
        admin.http.post(f"/api/admin/users/{user.id}/sign-out").ok(204)
        assert (one.close_code(), other.close_code()) == (4401, 4401)
    assert (user.http.get("/api/users/me").status, laptop.http.get("/api/users/me").status) == (401, 401)
    assert user.device().http.get("/api/users/me").status == 200


def test_accounts_are_found_and_paged(server: Server, admin: User) -> None:
    """By the beginning of name or address, deactivated ones too; all of them, the newest first, each once."""
    stem = a_name("found")
    people = [server.new_user(f"{stem}{letter}") for letter in "abc"]
    admin.http.post(f"/api/admin/users/{people[1].id}/deactivate").ok(204)
    found = admin.http.get(f"/api/admin/users?q={stem}").ok(200)["items"]
    assert [item["id"] for item in found] == [user.id for user in people]
    assert admin.http.get(f"/api/admin/users?q={people[0].profile['email']}").ok(200)["items"][0]["id"] == people[0].id

    seen, path = [], "/api/admin/users?limit=2"
    page = admin.http.get(path).ok(200)
    while True:
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        page = admin.http.get(f"{path}&cursor={page['next_cursor']}").ok(200)
    assert [user["created_at"] for user in seen] == sorted((user["created_at"] for user in seen), reverse=True)
    assert len({user["id"] for user in seen}) == len(seen) and {user.id for user in people} < {e["id"] for e in seen}


def test_what_admins_do_is_written_down(server: Server, admin: User) -> None:
    """Who, what, whom, when and from where, the newest first; there is no way to change it."""
    user = server.new_user()
    set_role(admin, user, "moderator")
    admin.http.post(f"/api/admin/users/{user.id}/sign-out").ok(204)
    signed_out, promoted = audit(admin, 2)
    assert (signed_out["action"], promoted["action"]) == ("user.sign_out", "user.role")
    assert promoted["details"] == {"before": "user", "after": "moderator"}
    assert (promoted["actor_id"], promoted["actor"]) == (admin.id, admin.username)
    assert (promoted["target_id"], promoted["target"]) == (user.id, user.username)
    assert promoted["address"] == "127.0.0.1" and promoted["at"] <= signed_out["at"]
    for verb in ("POST", "PUT", "PATCH", "DELETE"):
        assert admin.http.request(verb, "/api/admin/audit", {}).status in {404, 405}


def test_live_figures_tell_what_goes_on(server: Server, admin: User) -> None:
    """Open sockets, what waits for whom is away, and how long writes took; times add up to their histogram's count."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket:
        [before] = admin.http.get("/api/admin/metrics").ok(200)["servers"]
        socket.ask("message.send", text(chat, "Are you there?"))
        [after] = admin.http.get("/api/admin/metrics").ok(200)["servers"]
    assert (after["connections"], after["bus"]) == (1, "up") and after["server"] == before["server"]
    assert after["totals"]["entries"] == before["totals"]["entries"] + 1
    assert after["totals"]["frames"] > before["totals"]["frames"]
    for durations in (after["ack_seconds"], after["commit_seconds"]):
        everything = durations["buckets"][-1]
        assert (everything["le"], everything["count"]) == (None, durations["count"])
    slowest = [write["seconds"] for write in after["slowest_commits"]]
    assert slowest and slowest == sorted(slowest, reverse=True) and after["slowest_commits"][0]["entries"] >= 1
    wait_until("the queue to be told", lambda: admin.http.get("/api/admin/metrics").ok(200)["queue"]["rows"] > 0)


def test_a_closed_server_takes_nobody(server: Server, admin: User) -> None:
    """And says so before anyone fills a form."""
    set_registration(admin, "closed")
    try:
        assert Http(server.url).get("/api/server").ok(200)["registration"] == "closed"
        assert sign_up(server).code == "registration_closed"
    finally:
        set_registration(admin, "open")
    assert sign_up(server).status == 201


def test_an_invitation_lets_so_many_in_and_no_more(server: Server, admin: User) -> None:
    """Uses are counted by the store: of eight at once three come in; a failed sign-up is given back."""
    set_registration(admin, "invited")
    try:
        made = admin.http.post("/api/admin/invitations", {"max_uses": 3, "note": "For the choir"}).ok(201)
        assert made["url"].endswith(f"/register?invitation={made['code']}")
        assert sign_up(server).code == sign_up(server, invitation="guessed").code == "invitation_needed"
        taken = sign_up(server, invitation=made["code"], username=admin.username)
        assert taken.status in {409, 422}, str(taken)
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: sign_up(server, invitation=made["code"]), range(8)))
        assert sorted(answer.status for answer in answers) == [201] * 3 + [403] * 5

        [listed] = [
            each for each in admin.http.get("/api/admin/invitations").ok(200)["items"] if each["id"] == made["id"]
        ]
        assert (listed["uses"], listed["max_uses"], listed["note"]) == (3, 3, "For the choir")
        assert "code" not in listed and "url" not in listed
    finally:
        set_registration(admin, "open")


def test_an_invitation_that_was_taken_back_opens_nothing(server: Server, admin: User) -> None:
    """Once it is removed; a second removal finds none."""
    set_registration(admin, "invited")
    try:
        made = admin.http.post("/api/admin/invitations", {}).ok(201)
        admin.http.delete(f"/api/admin/invitations/{made['id']}").ok(204)
        assert sign_up(server, invitation=made["code"]).code == "invitation_needed"
        assert admin.http.delete(f"/api/admin/invitations/{made['id']}").status == 404
    finally:
        set_registration(admin, "open")
    assert {record["action"] for record in audit(admin, 4)} >= {"invitation.create", "invitation.remove"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("max_uses", 0), ("max_uses", 1_001), ("max_uses", "3"), ("expires_at", "2001-01-01T00:00:00Z"), ("uses", 1)],
)
def test_an_invitation_has_its_bounds(admin: User, field: str, value: object) -> None:
    assert field in admin.http.post("/api/admin/invitations", {field: value}).errors


def test_a_reported_message_comes_to_the_moderators_with_what_it_said(server: Server, admin: User) -> None:
    """And with nothing else of a conversation that is not theirs; a repeat is the same report until it is closed."""
    moderator, ada, bob = server.new_user(), server.new_user(), server.new_user()
    set_role(admin, moderator, "moderator")
    chat = server.direct_conversation(ada, bob)
    said = bob.send(chat, "Something rude.")
    told = {"message_id": said["message_id"], "reason": "It is rude."}
    report = ada.http.post("/api/reports", told).ok(201)
    assert ada.http.post("/api/reports", told).ok(201) == report
    assert bob.http.post("/api/reports", told).status == 422, "one's own"
    assert server.new_user().http.post("/api/reports", told).status == 404, "a stranger's look"

    [found] = [each for each in moderator.http.get("/api/admin/reports").ok(200)["items"] if each["id"] == report["id"]]
    assert (found["content"], found["reason"], found["state"]) == ("Something rude.", "It is rude.", "open")
    assert (found["reporter"]["id"], found["user"]["id"]) == (ada.id, bob.id)

    closed = moderator.http.patch(f"/api/admin/reports/{report['id']}", {"state": "closed", "note": "Warned."}).ok(200)
    assert (closed["state"], closed["note"], closed["closed_by"]["id"]) == ("closed", "Warned.", moderator.id)
    assert report["id"] in {
        each["id"] for each in moderator.http.get("/api/admin/reports?state=closed").ok(200)["items"]
    }
    assert ada.http.post("/api/reports", told).ok(201)["id"] != report["id"]
    reopened = moderator.http.patch(f"/api/admin/reports/{report['id']}", {"state": "open"})
    assert reopened.code == "conflict", "the same is open by now"
    assert "report.close" in {record["action"] for record in audit(admin, 5)}


def test_a_person_can_be_reported(server: Server) -> None:
    """Anyone but oneself and nobody; a reason is wanted."""
    ada, bob = server.new_user(), server.new_user()
    ada.http.post("/api/reports", {"user_id": bob.id, "reason": "Pretends to be me."}).ok(201)
    for body, field in (
        ({"user_id": bob.id}, "reason"),
        ({"user_id": bob.id, "reason": "x" * 1_001}, "reason"),
        ({"reason": "?"}, "user_id"),
        ({"user_id": bob.id, "message_id": "x", "reason": "?"}, "user_id"),
        ({"user_id": ada.id, "reason": "?"}, "user_id"),
    ):
        assert field in ada.http.post("/api/reports", body).errors, body
    assert ada.http.post("/api/reports", {"user_id": "0" * 24, "reason": "?"}).status == 404


def test_reserved_names_and_lookalikes_are_refused(server: Server) -> None:
    """`adm1n` is taken for the server's own, and `paypaI` for `paypal`."""
    name = a_name("Lilo")
    assert "username" in sign_up(server, username="adm1n").errors
    assert sign_up(server, username=name).ok(201)["user"]["username"] == name, "its case is kept"
    for other in (name.upper(), name.lower(), name.replace("Lilo", "Li10")):
        refused = sign_up(server, username=other)
        assert (refused.code, list(refused.errors)) == ("taken", ["username"])
