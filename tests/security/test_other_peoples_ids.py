"""Everything of one person, tried by a stranger: whatever id stands in a path or a body, nothing is told or changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.harness import Answer, Http, Server, User
from tests.security.document import Operation, operations

OPERATIONS = operations()
EVERYBODYS = {"getUser", "updateContact"}
"""A profile is for all to see, and one may keep what one likes about anybody: the id is no one's secret there."""
NAMING = ("conversation_id", "message_id", "reply_to")
"""Fields of bodies that name what only members may know of."""
SECRET = "tulips for nobody else"
WITH_IDS = [each for each in OPERATIONS if each.parameters and each.id not in EVERYBODYS]
WITH_NAMES = [each for each in OPERATIONS if set(each.fields) & set(NAMING)]
WITH_PASSWORD = [each for each in OPERATIONS if set(each.fields) & {"password", "current_password"} and not each.open]


@dataclass
class Scene:
    """Ada and Bob talk; Eve is a stranger with a conversation of her own."""

    ada: User
    bob: User
    eve: User
    hers: dict[str, str]
    eves: dict[str, str] = field(default_factory=dict)

    def state(self) -> list[Any]:
        """All of Ada's that somebody could have changed."""
        paths = ["/api/users/me", "/api/contacts", "/api/auth/sessions", "/api/auth/tokens", "/api/conversations"]
        paths += [f"/api/conversations/{self.hers['conversation_id']}/messages"]
        return [self.ada.http.get(path).ok() for path in paths]


@pytest.fixture(scope="module")
def scene(server: Server) -> Iterator[Scene]:
    server.new_user()  # whoever is first is an admin, and may more
    ada, bob, eve = (server.new_user() for _ in range(3))
    chat = server.group(ada, bob, title=SECRET)
    ada.send(chat, SECRET)
    ada.http.post("/api/contacts", {"user_id": bob.id}).ok()
    ada.http.patch(f"/api/contacts/{bob.id}", {"nickname": SECRET}).ok()
    token = ada.http.post("/api/auth/tokens", {"name": SECRET, "scopes": ["read"]}).ok()
    hers = {
        "conversation_id": chat.id,
        "message_id": ada.log(chat)[-1]["message_id"],
        "user_id": bob.id,
        "session_id": ada.http.get("/api/auth/sessions").ok()["items"][0]["id"],
        "token_id": token["id"],
        "token": "A" * 43,
    }
    scene = Scene(ada, bob, eve, hers | {"reply_to": hers["message_id"]})
    own = server.group(eve, server.new_user())
    eve.send(own, "hello")
    scene.eves = {"conversation_id": own.id, "message_id": eve.log(own)[-1]["message_id"], "user_id": eve.id}
    before = scene.state()
    yield scene
    assert scene.state() == before, "something of Ada's was changed"


@pytest.fixture(scope="module")
def script(scene: Scene) -> Iterator[Http]:
    """Eve's script: its token may read and write."""
    made = scene.eve.http.post("/api/auth/tokens", {"name": "script", "scopes": ["read", "write"]}).ok(201)
    http = Http(scene.eve.http.url, token=made["token"])
    yield http
    http.close()


def ids_for(operation: Operation, scene: Scene) -> Iterator[dict[str, str]]:
    """Ada's ids for the path; a parameter that nobody told us of is tried with all of them."""
    unknown = [name for name in operation.parameters if name not in scene.hers]
    for value in {id_ for id_ in scene.hers.values() if len(id_) == 24} if unknown else [""]:
        yield scene.hers | dict.fromkeys(unknown, value)


def tells(answer: Answer, scene: Scene) -> bool:
    """Whether an answer holds anything that was Ada's and Bob's alone."""
    private = (SECRET, scene.ada.profile["email"], scene.hers["message_id"])
    return any(each.encode() in answer.content for each in private)


@pytest.mark.parametrize("operation", WITH_IDS, ids=str)
def test_a_stranger_with_the_right_id_is_told_what_one_with_a_wrong_id_is(scene: Scene, operation: Operation) -> None:
    """403 or 404, and nothing leaks; for conversations and what is in them 404 alone (promise 4)."""
    for ids in ids_for(operation, scene):
        answer = scene.eve.http.request(operation.method, operation.at(ids), operation.example(scene.eves))
        allowed = {404} if "/conversations/" in operation.path else {403, 404, 410}
        assert answer.status in allowed, str(answer)
        assert not tells(answer, scene), str(answer)
        nothing = scene.eve.http.request(operation.method, operation.at({}), operation.example(scene.eves))
        assert (answer.status, answer.code) == (nothing.status, nothing.code), f"{answer} differs from {nothing}"


@pytest.mark.parametrize("operation", WITH_NAMES, ids=str)
def test_what_is_named_in_a_body_is_as_closed(scene: Scene, operation: Operation) -> None:
    """Her own conversation, and another's message quoted or reported."""
    body = operation.example(scene.eves | {name: scene.hers[name] for name in NAMING})
    answer = scene.eve.http.request(operation.method, operation.at(scene.eves), body)

    assert answer.status in {403, 404, 422} and not tells(answer, scene), str(answer)


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if not each.open], ids=str)
def test_without_a_token_nothing_is_answered(scene: Scene, operation: Operation) -> None:
    """401 before anything is looked at, on every route but those that let people in."""
    scene.eve.http.close()
    anonymous = type(scene.eve.http)(scene.eve.http.url)
    answer = anonymous.request(operation.method, operation.at(scene.hers), operation.example(scene.hers))
    anonymous.close()

    assert (answer.status, answer.code) == (401, "not_authenticated"), str(answer)
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("operation", WITH_PASSWORD, ids=str)
def test_what_asks_for_the_password_is_closed_to_scripts(scene: Scene, script: Http, operation: Operation) -> None:
    """A personal access token with every scope is refused before the password is looked at."""
    answer = script.request(operation.method, operation.at(scene.eves), operation.example(scene.eves))

    assert (answer.status, answer.code) == (403, "insufficient_scope"), str(answer)


def test_the_exceptions_are_routes() -> None:
    """One that is renamed is closed again."""
    assert {each.id for each in OPERATIONS} >= EVERYBODYS
    assert len(WITH_IDS) > 20 and WITH_NAMES and len(WITH_PASSWORD) > 5
