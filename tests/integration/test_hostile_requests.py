"""Any bytes at all to any endpoint: 4xx as problem+json, never a 500, never a dead worker."""

from __future__ import annotations

import contextlib
import json
import socket as sockets
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.harness import Http, Server, User

ID = "0123456789abcdef01234567"
ENDPOINTS = [
    ("POST", "/api/auth/register"),
    ("POST", "/api/auth/login"),
    ("POST", "/api/auth/refresh"),
    ("POST", "/api/auth/password"),
    ("DELETE", f"/api/auth/sessions/{ID}"),
    ("PATCH", "/api/users/me"),
    ("POST", "/api/contacts"),
    ("PATCH", f"/api/contacts/{ID}"),
    ("DELETE", f"/api/contacts/{ID}"),
    ("POST", "/api/conversations"),
    ("PATCH", f"/api/conversations/{ID}"),
    ("POST", f"/api/conversations/{ID}/participants"),
    ("POST", f"/api/conversations/{ID}/messages"),
]
FIELDS = [
    "username", "email", "password", "login", "display_name", "user_id", "kind", "participant_ids", "title", "nickname",
    "blocked", "client_id", "content", "settings", "locale", "current_password", "new_password", "$where",
]  # fmt: skip
LENIENT = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["$ne", "a"]), inner, max_size=2),
    max_leaves=6,
)
bodies = (
    st.dictionaries(st.sampled_from(FIELDS), values, max_size=8).map(lambda body: json.dumps(body).encode())
    | values.map(lambda value: json.dumps(value).encode())
    | st.binary(max_size=200)
)


@pytest.fixture(scope="module")
def eve(server: Server) -> User:
    """Who sends what nobody should."""
    return server.new_user()


@settings(max_examples=300, deadline=None, database=None, derandomize=True, suppress_health_check=LENIENT)
@given(endpoint=st.sampled_from(ENDPOINTS), body=bodies)
def test_any_body_to_any_endpoint_is_no_server_error(
    server: Server, eve: User, endpoint: tuple[str, str], body: bytes
) -> None:
    """Random JSON and random bytes: refused as problem+json, or taken."""
    answer = eve.http.request(*endpoint, body)
    assert answer.status < 500, f"{answer} to {body!r}"
    if answer.status >= 400:
        assert answer.code


@settings(max_examples=150, deadline=None, database=None, derandomize=True, suppress_health_check=LENIENT)
@given(
    path=st.sampled_from(
        ["/api/users/{}", "/api/users?q={}", "/api/conversations/{}", "/api/conversations/{}/messages",
         "/api/conversations?cursor={}", "/api/presence?user_ids={}", "/api/users?cursor={}&q=a", "/api/{}", "/{}"]
    ),
    part=st.binary(max_size=60).map(lambda data: "".join(f"%{byte:02X}" for byte in data)),
)  # fmt: skip
def test_any_path_is_no_server_error(server: Server, eve: User, path: str, part: str) -> None:
    """Random text where an id, a query or a cursor belongs."""
    answer = eve.http.get(path.format(part))
    assert answer.status < 500, str(answer)


@pytest.mark.parametrize("length", [1 << 20, 32 << 20])
def test_a_body_without_end_is_refused(server: Server, length: int) -> None:
    """A login of megabytes is 4xx, or the connection ends; memory is not for whoever asks."""
    try:
        answer = Http(server.url).post("/api/auth/login", b'{"login":"' + b"x" * length)
        assert 400 <= answer.status < 500
    except OSError:  # hung up on us while we were still sending
        pass


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: nonsense\r\n\r\n",
        b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\n"
        b"Sec-WebSocket-Key: eA==\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused(server: Server, request_bytes: bytes) -> None:
    """Broken HTTP gets a 4xx or a hang-up, and the next one is served."""
    with sockets.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        answer = b""
        with contextlib.suppress(OSError):  # it may hang up while we are still sending
            connection.sendall(request_bytes)
            connection.shutdown(sockets.SHUT_WR)
            answer = connection.recv(4096)
    assert not answer.startswith((b"HTTP/1.1 5", b"HTTP/1.1 2")) or answer.startswith(b"HTTP/1.1 505"), answer
    assert Http(server.url).get("/healthz").status == 200


@pytest.mark.parametrize("operator", [{"$ne": None}, {"$gt": ""}, {"$regex": ".*"}, {"$where": "1"}, ["a"], 1, True])
def test_operators_are_no_credentials(server: Server, operator: object) -> None:
    """A query operator where a text belongs is invalid input, and signs nobody in."""
    ada = server.new_user()
    http = Http(server.url)
    for body in ({"login": operator, "password": ada.password}, {"login": ada.username, "password": operator}):
        answer = http.post("/api/auth/login", body)
        assert answer.status in {400, 401, 422}, str(answer)


def test_a_wrong_method_says_which_are_right(server: Server) -> None:
    """405 as problem+json, with `Allow`."""
    answer = Http(server.url).request("PUT", "/api/auth/login", {})
    assert (answer.status, answer.code != "") == (405, True)
    assert "POST" in answer.headers["allow"]


def test_an_unknown_path_is_a_problem_too(server: Server) -> None:
    """404 under /api is problem+json, not a page."""
    assert Http(server.url).get("/api/nonsense").code


def test_a_wrong_content_type_is_4xx(server: Server) -> None:
    """A form where JSON belongs is refused, so no other site's form can act."""
    body = b'{"login":"a","password":"b"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; x"):
        answer = Http(server.url).post("/api/auth/login", body, headers={"Content-Type": kind})
        assert 400 <= answer.status < 500, str(answer)


def answers_in(openapi: dict[str, Any]) -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, methods in openapi["paths"].items() for method in methods}


def test_the_documents_name_every_endpoint_of_the_contract(server: Server) -> None:
    """/api/openapi.json agrees with PROTOCOL.md's table."""
    document = Http(server.url).get("/api/openapi.json").ok(200)
    named = {(method, path.replace("{", "<").partition("<")[0].rstrip("/")) for method, path in answers_in(document)}
    for method, path in ENDPOINTS:
        assert (method, path.partition(f"/{ID}")[0]) in named, (method, path)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/api/openapi.json", "/api/docs"])
def test_the_open_pages_need_no_token(server: Server, path: str) -> None:
    """Health, metrics and documents answer 200 to anybody who can reach them."""
    assert Http(server.url).get(path).status == 200
