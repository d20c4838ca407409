"""Bodies that try more than the form allows, on every route that takes one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Server, User
from tests.security.document import Operation, operations

OPERATIONS = [each for each in operations() if each.body]
FIELDS = [pytest.param(each, name, id=f"{each}-{name}") for each in OPERATIONS for name in each.fields]
OPERATORS: list[Any] = [{"$ne": None}, {"$gt": ""}, {"$where": "sleep(9)"}, [{"$regex": ".*"}]]
FORBIDDEN: dict[str, Any] = {
    "id": "0" * 24, "_id": "0" * 24, "role": "admin", "email_verified": True, "password_hash": "x", "version": 7,
    "sessions": [], "access_tokens": [], "created_at": "2000-01-01T00:00:00Z", "deactivated_at": None, "blocked": [],
    "sender_id": "0" * 24, "seq": 1, "participants": [], "last_seq": 9, "$set": {"role": "admin"}, "__proto__": {},
    "user": {}, "owner_id": "0" * 24, "scopes": ["admin"],
}  # fmt: skip


@pytest.fixture(scope="module")
def eve(server: Server) -> User:
    """Who tries."""
    server.new_user()
    return server.new_user()


def sent(eve: User, operation: Operation, body: object) -> Any:
    ids = {"user_id": eve.id}
    return eve.http.request(operation.method, operation.at(ids), body)


@pytest.mark.parametrize(("operation", "name"), FIELDS)
def test_no_operator_passes_for_a_value(eve: User, operation: Operation, name: str) -> None:
    """422 that names the field, for every field of every body: none reaches a query."""
    for operator in OPERATORS:
        answer = sent(eve, operation, (operation.example() or {}) | {name: operator})
        if operation.takes_anything(name):
            assert answer.status in {400, 401, 403, 422}, f"{answer} to {operator}"
            continue
        assert answer.status in {403, 422}, f"{answer} to {operator}"
        assert answer.status == 403 or any(key.split(".")[0] == name for key in answer.errors), str(answer)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_nothing_can_be_set_that_is_not_in_the_form(eve: User, operation: Operation) -> None:
    """422 that names every field too many, at once: nobody promotes themselves by naming what we store."""
    before = eve.http.get("/api/users/me").ok()
    extra = {name: value for name, value in FORBIDDEN.items() if name not in operation.fields}
    answer = sent(eve, operation, (operation.example() or {}) | extra)

    assert answer.status in {403, 422}, str(answer)
    assert answer.status == 403 or extra.keys() <= answer.errors.keys(), str(answer)
    assert eve.http.get("/api/users/me").ok()["role"] == before["role"] == "user"


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_endless_and_bottomless_bodies_are_refused(eve: User, operation: Operation) -> None:
    """Nested a hundred thousand deep, or larger than BODY_MAX_BYTES: 4xx, and the next request is served."""
    deep = sent(eve, operation, b'{"a":' * 100_000)
    assert deep.status in {400, 403, 413, 422}, str(deep)
    large = sent(eve, operation, b'{"a": "' + b"x" * 300_000 + b'"}')
    assert (large.status, large.code) in {(413, "too_large"), (403, "not_allowed")}, str(large)
    assert eve.http.get("/api/users/me").status == 200


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_wrong_field_is_named_at_once(eve: User, operation: Operation) -> None:
    """With what is wrong about it, so that a form can show all of it."""
    answer = sent(eve, operation, {name: [{"no": "value"}] for name in operation.fields})

    if answer.status != 403:
        assert {key.split(".")[0] for key in answer.errors} >= set(operation.fields), str(answer)
        assert all(said and all(each.endswith(".") for each in said) for said in answer.errors.values())
