"""What every answer carries and every request keeps to: names, sizes, times, compression, limits."""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import socket as sockets
from collections.abc import Iterator

import pytest

from tests.harness import Http, Server, User


@pytest.fixture(scope="module")
def strict() -> Iterator[Server]:
    """A server that limits, and waits one second for a body."""
    with Server.started(rate_limits_enabled="true", body_timeout=1, log_level="info") as server:
        yield server


@pytest.fixture(scope="module")
def ada(strict: Server) -> User:
    """Who signed up before the limits of this address were tried."""
    return strict.new_user()


def test_every_answer_names_its_request(server: Server) -> None:
    """In the header, and in a problem; a name that a proxy gave stays, what is not fit for a log does not."""
    http = Http(server.url)
    fresh = http.get("/api/users/me")
    assert fresh.json["request_id"] == fresh.headers["x-request-id"] != http.get("/healthz").headers["x-request-id"]

    given = http.get("/healthz", headers={"X-Request-ID": "proxy-7.a_b"})
    assert given.headers["x-request-id"] == "proxy-7.a_b"
    for unfit in ("a b", "x" * 65, "<script>", "ä"):
        answer = http.get("/healthz", headers={"X-Request-ID": unfit.encode().decode("latin-1")})
        assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])


def test_json_that_is_worth_it_is_compressed_for_who_asks(server: Server) -> None:
    """The same bytes once unpacked, and caches are told of the difference."""
    asked = {"Accept-Encoding": "br;q=1, gzip;q=0.5"}
    plain = Http(server.url).get("/api/openapi.json")
    packed = Http(server.url).get("/api/openapi.json", headers=asked)

    assert gzip.decompress(packed.content) == plain.content and len(packed.content) < len(plain.content) / 4
    assert (packed.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert "accept-encoding" in packed.headers["vary"].lower() and "accept-encoding" in plain.headers["vary"].lower()
    refused = Http(server.url).get("/api/openapi.json", headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


def test_what_holds_secrets_or_is_small_is_not_compressed(server: Server) -> None:
    """BREACH: a secret never stands in a compressed answer beside what a stranger wrote."""
    ada = server.new_user()
    ada.http.patch("/api/users/me", {"bio": "a" * 500}).ok()
    for path in ("/api/auth/sessions", "/api/users/me", "/api/contacts"):
        assert "content-encoding" not in ada.http.get(path, headers={"Accept-Encoding": "gzip"}).headers
    signed_in = Http(server.url).post(
        "/api/auth/login",
        {"login": ada.username, "password": ada.password},
        headers={"Accept-Encoding": "gzip"},
    )
    assert signed_in.status == 200 and "content-encoding" not in signed_in.headers


@pytest.mark.parametrize(
    ("method", "path", "policy"),
    [
        ("GET", "/api/users/me", "read-minute"),
        ("PATCH", "/api/users/me", "write-minute"),
        ("GET", "/api/users?q=a", "expensive-minute"),
        ("POST", "/api/auth/login", "sign-in-minute"),
        ("POST", "/api/auth/register", "sign-up-hour"),
    ],
)
def test_every_answer_tells_what_is_left_of_its_class(strict: Server, method: str, path: str, policy: str) -> None:
    """`RateLimit` and `RateLimit-Policy`, as the draft of the standard has them."""
    first, second = (Http(strict.url, "x").request(method, path, {}) for _ in range(2))
    quota = re.search(rf'"{policy}";q=(\d+);w=(\d+)', first.headers["ratelimit-policy"])
    left = [re.search(rf'"{policy}";r=(\d+);t=(\d+)', each.headers["ratelimit"]) for each in (first, second)]

    assert quota and all(left)
    remaining, then = (int(each[1]) for each in left if each)
    assert then == remaining - 1 < int(quota[1])


def test_every_route_of_the_api_has_a_class(strict: Server, ada: User) -> None:
    """A new one, too: it is a read or a write by its method."""
    document = Http(strict.url).get("/api/openapi.json").ok()
    for path, methods in document["paths"].items():
        for method in methods:
            if method in {"get", "post", "patch", "put", "delete"}:
                answer = Http(strict.url).request(method.upper(), re.sub(r"\{.*?\}", "0" * 24, path), b"{")
                assert "ratelimit" in answer.headers, (method, path, answer.headers)


def head(user: User) -> bytes:
    """What stands before the headers of a body's length."""
    lines = ["POST /api/reports HTTP/1.1", "Host: x", "Content-Type: application/json"]
    return "\r\n".join([*lines, f"Authorization: Bearer {user.token}", ""]).encode()


def answered(server: Server, request: bytes) -> bytes:
    """All that comes back until the server hangs up; it may reset what it has not read."""
    answer = b""
    with sockets.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(request)
        with contextlib.suppress(ConnectionResetError):
            while data := connection.recv(65_536):
                answer += data
    return answer


def test_a_body_that_does_not_come_is_answered_in_time(strict: Server, ada: User) -> None:
    """408 as problem+json, and the connection ends: nobody holds a place by saying that more will come."""
    answer = answered(strict, head(ada) + b'Content-Length: 1000\r\n\r\n{"reason": ')
    first, _, body = answer.partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 408 ") and json.loads(body)["code"] == "too_slow"


def test_a_slow_body_without_a_length_is_answered_in_time(strict: Server, ada: User) -> None:
    """The same for chunks."""
    answer = answered(strict, head(ada) + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")
    assert answer.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("begun", [b"", b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_does_not_come_is_hung_up_on(strict: Server, begun: bytes) -> None:
    """Nor by never finishing the first line."""
    with sockets.create_connection(("127.0.0.1", strict.port), timeout=30) as connection:
        connection.sendall(begun)
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(65_536)[:12] in (b"", b"HTTP/1.1 400")
