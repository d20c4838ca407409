"""What a browser or a proxy could be made to do: origins, cookies, headers, paths, tokens that are none."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import socket as sockets
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness import Http, Server, User

FRIEND, FOE = "https://app.example", "https://evil.example"


@pytest.fixture(scope="module")
def guarded(server: Server) -> Iterator[Server]:
    """A server behind https, with one other origin that may call."""
    uri = server.store["uri"]
    with Server.started(
        lender=server, mongodb_uri=uri, mongodb_database="doors", cors_origins=FRIEND, cookie_secure="true"
    ) as other:
        yield other


def test_only_the_configured_origins_may_read(guarded: Server) -> None:
    """Exactly; for others no header at all, also to a preflight."""
    for method in ("GET", "OPTIONS"):
        asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization"}
        friend = Http(guarded.url).request(method, "/api/users/me", headers={"Origin": FRIEND, **asked})
        assert friend.headers["access-control-allow-origin"] == FRIEND
        for origin in (FOE, f"{FRIEND}.evil.example", "http://app.example", "null"):
            answer = Http(guarded.url).request(method, "/api/users/me", headers={"Origin": origin, **asked})
            assert "access-control-allow-origin" not in answer.headers, origin


def test_the_cookie_is_for_this_server_alone(guarded: Server) -> None:
    """HttpOnly, Secure when it is told that it is served by https, SameSite, and for the routes that need it."""
    person = guarded.new_user()
    morsel = person.http.cookies["refresh_token"]
    assert morsel["httponly"] and morsel["secure"] and morsel["samesite"] == "Strict" and morsel["path"] == "/api/auth"
    assert "max-age=" in person.http.get("/healthz").headers["strict-transport-security"]


def test_no_other_site_can_use_the_cookie(guarded: Server) -> None:
    """CSRF: the routes that a cookie opens look at `Origin`; a form of another site has one."""
    person = guarded.new_user()
    cookie = {"Cookie": f"refresh_token={person.http.cookies['refresh_token'].value}"}
    for origin in (FOE, "null", f"{FRIEND}.evil.example"):
        answer = Http(guarded.url).post("/api/auth/refresh", headers={"Origin": origin, **cookie})
        assert (answer.status, answer.code) == (403, "not_allowed")
    assert Http(guarded.url).post("/api/auth/refresh", headers={"Origin": FRIEND, **cookie}).status == 200


@pytest.mark.parametrize("path", ["/", "/api/docs", "/api/users/me", "/nothing", "/api/openapi.json", "/healthz"])
def test_every_answer_forbids_what_no_page_of_ours_needs(server: Server, path: str) -> None:
    """A policy without unsafe-inline, no framing, no sniffing, no referrer; and our pages have nothing inline."""
    answer = Http(server.url).get(path, headers={"Accept": "text/html"})
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy and "http:" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|javascript:", page)


def test_what_is_somebodys_own_is_kept_by_no_cache(server: Server) -> None:
    """`no-store` on the API; the documents are everybody's, the client's page is asked for anew."""
    ada = server.new_user()
    for path in ("/api/users/me", "/api/conversations", "/api/auth/sessions", "/api/nothing"):
        assert ada.http.get(path).headers["cache-control"] == "no-store"
    assert "max-age" in ada.http.get("/api/openapi.json").headers["cache-control"]


def test_a_proxy_is_believed_only_when_it_is_configured(server: Server) -> None:
    """X-Forwarded-For of a stranger is not their address."""
    ada = server.new_user()
    forged = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    body = {"login": ada.username, "password": ada.password}
    Http(server.url).post("/api/auth/login", body, headers=forged).ok()
    addresses = {each["address"] for each in ada.http.get("/api/auth/sessions").ok()["items"]}

    assert addresses == {"127.0.0.1"}


def raw(server: Server, request: bytes) -> bytes:
    """What a server answers to these bytes."""
    with sockets.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while data := connection.recv(65_536):
            answer += data
        return answer


@pytest.mark.parametrize(
    "value", [b"a\rSet-Cookie: x=1", b"a\nSet-Cookie: x=1", b"a\r\n Set-Cookie: x=1", b"a\x00b", "ä\u2028".encode()]
)
def test_no_header_can_be_smuggled_into_an_answer(server: Server, value: bytes) -> None:
    """What a header says is never written into one of ours, unless it is fit for it."""
    for name in (b"X-Request-ID", b"Origin", b"If-Match", b"Accept-Encoding"):
        head = b"GET /api/server HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + name + b": " + value + b"\r\n\r\n"
        answer = raw(server, head).partition(b"\r\n\r\n")[0].lower()
        assert answer.startswith(b"http/1.1 ") and b"set-cookie" not in answer and value.lower() not in answer


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd", "/..%2f..%2f..%2fetc%2fpasswd", "/assets/../../../chat_app/config.py",
        "/%2e%2e/%2e%2e/wsgi.py", "/assets/..%5c..%5cwsgi.py", "//etc/passwd", "/docs/%2e%2e/%2e%2e/README.md",
        "/.env", "/.data/secret.key", "/api/exports/..%2f..%2f..%2fetc%2fpasswd", "/assets/%00", "/index.html%00.js",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_what_is_served(server: Server, path: str) -> None:
    """The client's page, or nothing."""
    head = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: text/html\r\n\r\n".encode()
    answer = raw(server, head)
    assert re.match(rb"HTTP/1\.1 (200|400|404)", answer), answer[:100]
    for secret in (b"root:", b"BaseSettings", b"create_app", b"SECRET_KEY", b"Two commands"):
        assert secret not in answer


def signed(header: dict[str, Any], claims: dict[str, Any], key: bytes, digest: str = "sha256") -> str:
    """A JWT by hand."""
    parts = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims)
    )
    signature = hmac.new(key, parts.encode(), digest).digest()
    return f"{parts}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def claims_of(user: User) -> dict[str, Any]:
    body = user.token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


@pytest.mark.parametrize(
    "algorithm", ["none", "None", "NONE", "", "RS256", "ES256", "PS256", "HS384", "HS512", "HS256"]
)
def test_a_token_signed_by_another_algorithm_or_key_is_none(server: Server, algorithm: str) -> None:
    """Whatever its header says: unsigned, by a public key taken for a secret one, by the empty key, by a known text."""
    ada = server.new_user()
    claims = claims_of(ada) | {"exp": int(time.time()) + 3_600}
    public = hashlib.sha256(Http(server.url).get("/api/openapi.json").content).digest()
    for extra in ({}, {"kid": "../../../dev/null"}, {"jku": f"{FOE}/keys"}, {"jwk": {"kty": "oct", "k": ""}}):
        for key in (b"", b"secret", b"chat", public):
            digest = {"384": "sha384", "512": "sha512"}.get(algorithm[2:], "sha256")
            token = signed({"alg": algorithm, "typ": "JWT", **extra}, claims, key, digest)
            answer = Http(server.url, token).get("/api/users/me")
            assert (answer.status, answer.code) == (401, "not_authenticated")
    unsigned = signed({"alg": algorithm, "typ": "JWT"}, claims, b"").rpartition(".")[0] + "."
    with server.socket() as socket:
        socket.tell("auth", token=unsigned)
        assert socket.close_code() == 4401
