"""What schemathesis is told of our server: whose token to send, and ids of things that exist.

Loaded by schemathesis itself; the people and things come from FUZZ_FACTS, a JSON object that `tests.fuzz.run` writes.
"""

from __future__ import annotations

import json
import os
import zlib
from typing import Any

import schemathesis

from tests.harness import Http

FACTS: dict[str, Any] = json.loads(os.environ["FUZZ_FACTS"])
ENDING = {"logout", "changePassword", "deleteMe", "deactivateMe", "deleteSessions", "deleteOtherSessions"}
"""Operations that end the caller's session, or the caller: each gets a person of its own."""

MAX_QUERY = 600
"""Characters, of which each may become six."""


def _known(name: str, value: object) -> object:
    """A thing that exists in place of two of three generated ones; always the same for the same value."""
    ids = FACTS["ids"].get(name)
    chance = zlib.crc32(repr(value).encode())
    return ids[chance // 3 % len(ids)] if ids and chance % 3 else value


def _known_in(body: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [_known("user_id", each) for each in value] if _are_ids(value) else _known(name, value)
        for name, value in body.items()
    }


def _are_ids(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and len(each) == 24 for each in value)


@schemathesis.hook
def filter_query(_context: Any, query: Any) -> bool:
    """A line of more than 4 KiB is refused before it reaches the application, and not as JSON."""
    return len(repr(query)) < MAX_QUERY


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
    """Let valid requests be about things that exist; who ends their own session is somebody whom nobody misses."""
    if case.meta is not None and case.meta.generation.mode.is_positive:
        # Only where there is something: what is assigned is judged anew, and nothing at all would count as wrong.
        if case.path_parameters:
            case.path_parameters = {name: _known(name, value) for name, value in case.path_parameters.items()}
        if isinstance(case.body, dict):
            case.body = _known_in(case.body)
    ours = f"Bearer {FACTS['token']}"
    if case.operation.definition.raw.get("operationId") in ENDING and (case.headers or {}).get("Authorization") == ours:
        # Another operation may have closed the registration.
        Http(FACTS["url"], FACTS["token"]).patch("/api/admin/settings", {"registration": "open"}).ok()
        answer = Http(FACTS["url"]).post("/api/auth/register", _newcomer()).ok(201)
        case.headers["Authorization"] = f"Bearer {answer['access_token']}"


@schemathesis.auth()
class Caller:
    """The token of one of the seeded people."""

    def get(self, _case: Any, _context: Any) -> str:
        return str(FACTS["token"])

    def set(self, case: Any, data: str, _context: Any) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


_COUNT = iter(range(10**9))


def _newcomer() -> dict[str, str]:
    name = f"newcomer_{os.getpid()}_{next(_COUNT)}"
    return {"username": name, "email": f"{name}@example.org", "password": FACTS["ids"]["password"][0]}
