"""nginx with the front end's configuration before the real back end: files, API, socket, and what stays inside."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_app.api.security import HEADERS
from chat_app.config import Settings
from tests.deploy.nginx import FRONTEND, PAGE, SCRIPT, Nginx
from tests.harness import Server, text, wait_until
from tests.harness.http import Answer, Http
from tests.harness.server import free_port
from tests.harness.socket import Socket

IMMUTABLE = "public, max-age=31536000, immutable"
LIMIT = Settings.model_fields["body_max_bytes"].default


@pytest.fixture(scope="module")
def backend() -> Iterator[Server]:
    """A back end that believes one proxy, as compose has it."""
    with Server.started(trusted_proxies=1, log_level="debug") as server:
        server.new_user()
        yield server


@pytest.fixture(scope="module")
def nginx(backend: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """nginx before it."""
    with Nginx(tmp_path_factory.mktemp("nginx"), backend=f"127.0.0.1:{backend.port}", body_max_bytes=LIMIT) as found:
        yield found


@pytest.fixture(scope="module")
def lonely(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """nginx that speaks TLS, before a back end that is not there."""
    folder = tmp_path_factory.mktemp("lonely")
    with Nginx(folder, backend=f"127.0.0.1:{free_port()}", body_max_bytes=LIMIT, tls=True) as found:
        yield found


def test_files_are_kept_for_ever_and_the_page_never_unasked(nginx: Nginx) -> None:
    """Their names hold a hash of their content; the page and the worker are asked for again, and answered with 304."""
    asset, page, worker = (_get(nginx, path) for path in ("/assets/app-1a2b3c.js", "/", "/sw.js"))
    assert (asset.headers["cache-control"], asset.content) == (IMMUTABLE, SCRIPT.encode())
    assert (page.headers["cache-control"], page.content) == ("no-cache", PAGE.encode())
    assert worker.headers["cache-control"] == "no-cache"
    assert _get(nginx, "/", **{"If-None-Match": page.headers["etag"]}).status == 304
    assert _get(nginx, "/manifest.webmanifest").headers["content-type"].startswith("application/manifest+json")


def test_files_are_compressed_when_the_image_is_built(nginx: Nginx) -> None:
    """Beside what they are made of, the smaller the better; nginx is told to send those."""
    for name, content in (("index.html", PAGE), ("assets/app-1a2b3c.js", SCRIPT)):
        brotli, zipped = (nginx.client / f"{name}{ending}" for ending in (".br", ".gz"))
        assert brotli.stat().st_size < zipped.stat().st_size < len(content)
        assert gzip.decompress(zipped.read_bytes()) == content.encode()
    assert not (nginx.client / "manifest.webmanifest.gz").exists(), "too small to be worth it"
    said = (FRONTEND / "site.conf").read_text()
    assert all(f"{each} on;" in said for each in ("gzip_static", "brotli_static", "gzip_vary"))


def test_pages_carry_the_headers_of_the_code(nginx: Nginx, backend: Server) -> None:
    """What a browser may do with a page does not depend on who sent it, nor on whether it was found."""
    for path in ("/", "/settings/devices", "/assets/app-1a2b3c.js", "/assets/gone.js", "/api/server"):
        answer = _get(nginx, path)
        assert {name: answer.headers.get(name.lower()) for name in HEADERS} == HEADERS, path


def test_every_address_of_the_client_is_its_page_and_a_missing_file_is_none(nginx: Nginx) -> None:
    """As the back end has it where it serves the client itself."""
    assert _get(nginx, "/join/abc").content == PAGE.encode()
    for path in ("/gone.js", "/assets/gone", "/icons/1.png"):
        assert _get(nginx, path).status == 404, path


def test_what_is_for_the_operator_stays_inside(nginx: Nginx) -> None:
    """Metrics and readiness of a node are nobody's business outside."""
    assert [_get(nginx, path).status for path in ("/metrics", "/readyz", "/metrics/")] == [404, 404, 404]


def test_the_api_passes_as_it_is(nginx: Nginx, backend: Server) -> None:
    """Status, headers once, body, compression: nothing of it is nginx's."""
    direct, through = (_raw(port, "/api/openapi.json") for port in (backend.port, nginx.port))
    own = {"Date", "Server", "Connection", "Keep-Alive", "X-Request-ID", "RateLimit"}
    said = [[each for each in headers if each[0] not in own] for _, headers, _ in (direct, through)]
    assert said[0] == said[1]
    assert (direct[0], direct[2]) == (through[0], through[2])


def test_people_chat_through_it(nginx: Nginx, backend: Server) -> None:
    """Sign-up, origin and socket, by the address that the browser knows."""
    ada, bob = backend.new_user(), backend.new_user()
    chat = backend.direct_conversation(ada, bob)
    address = f"ws://127.0.0.1:{nginx.port}/ws"
    with Socket(address, ada.token, origin=nginx.url) as hers, Socket(address, bob.token, origin=nginx.url) as his:
        hers.ask("message.send", text(chat, "through the gate"))
        his.expect_entry("through the gate")


def test_nobody_can_claim_an_address(nginx: Nginx, backend: Server) -> None:
    """What a client says of itself stands before what nginx saw, where nobody believes it."""
    ada = backend.new_user()
    body = {"login": ada.username, "password": ada.password}
    claimed = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    token = Http(nginx.url).post("/api/auth/login", body, headers=claimed).ok(200)["access_token"]
    sessions = Http(nginx.url, token).get("/api/auth/sessions").ok(200)["items"]
    assert {session["address"] for session in sessions} == {"127.0.0.1"}


def test_nobody_can_have_their_requests_traced(nginx: Nginx, backend: Server) -> None:
    """Of a request that says so, the back end hears everything else."""
    trace, id_ = "4bf92f3577b34da6a3ce929d0e0e4736", "a-request-of-mine"
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01", "X-Request-ID": id_}
    Http(nginx.url).request("GET", "/api/server", headers=headers).ok()
    wait_until("the request to be logged", lambda: id_ in backend.log.read_text())
    assert trace not in backend.log.read_text()


def test_a_body_may_be_as_large_as_the_code_says(nginx: Nginx, backend: Server) -> None:
    """One byte more is refused here, in the same words."""
    fits, too_large = b" " * LIMIT, b" " * (LIMIT + 1)
    assert Http(nginx.url).post("/api/auth/login", fits).status not in (413, 503)
    ours, theirs = (Http(each.url).post("/api/auth/login", too_large) for each in (nginx, backend))
    assert ours.status == theirs.status == 413
    assert ours.headers["content-type"] == theirs.headers["content-type"]
    assert ours.json.keys() == theirs.json.keys()
    assert {**ours.json, "request_id": "", "detail": ""} == {**theirs.json, "request_id": "", "detail": ""}


def test_a_back_end_that_is_away_is_told_in_the_words_of_the_code(lonely: Nginx) -> None:
    """A client waits and tries again, as it does when the store is away."""
    answer = _get(lonely, "/api/server", over_tls=True)
    assert (answer.status, answer.code) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"
    assert _get(lonely, "/", over_tls=True).content == PAGE.encode()


def test_addresses_that_are_keys_stand_in_no_log(lonely: Nginx) -> None:
    """Join links and downloads: whoever has one is let in. Other failures are told."""
    for path in ("/api/join/planted-secret", "/api/exports/planted-secret", "/api/users/someone"):
        assert _get(lonely, path, over_tls=True).status == 503
    log = lonely.log.read_text()
    assert "/api/users/someone" in log
    assert "planted-secret" not in log


def test_with_a_certificate_it_speaks_tls_and_sends_everybody_there(lonely: Nginx) -> None:
    """And tells browsers to come that way from then on; plain http says nothing of the kind."""
    moved = _get(lonely, "/join/abc?x=1")
    assert (moved.status, moved.headers["location"]) == (308, "https://127.0.0.1/join/abc?x=1")
    assert _get(lonely, "/", over_tls=True).headers["strict-transport-security"] == "max-age=31536000"


def test_plain_http_promises_no_https(nginx: Nginx) -> None:
    """Unless a proxy before it says that the browser sees https."""
    assert "strict-transport-security" not in _get(nginx, "/").headers
    told = _get(nginx, "/", **{"X-Forwarded-Proto": "https"})
    assert told.headers["strict-transport-security"] == "max-age=31536000"


def test_it_is_as_patient_as_the_code() -> None:
    """With bodies, and with sockets that are silent between two heartbeats."""
    said = (FRONTEND / "server-backend.conf").read_text()
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    assert int(re.search(r"client_body_timeout (\d+)s;", said)[1]) == defaults["body_timeout"]
    for direction in ("read", "send"):
        assert int(re.search(rf"proxy_{direction}_timeout (\d+)s;", said)[1]) > 2 * defaults["heartbeat_interval"]


def _get(nginx: Nginx, path: str, *, over_tls: bool = False, **headers: str) -> Answer:
    port = nginx.tls_port if over_tls else nginx.port
    status, found, content = _raw(port, path, headers, over_tls=over_tls)
    return Answer(status, {name.lower(): value for name, value in found}, content, f"GET {path}")


def _raw(
    port: int, path: str, headers: dict[str, str] | None = None, *, over_tls: bool = False
) -> tuple[int, list[tuple[str, str]], bytes]:
    """One exchange on a connection of its own, with every header as it came."""
    if over_tls:
        anyone = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=anyone)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Accept": "*/*", **(headers or {})})
        response = connection.getresponse()
        return response.status, sorted(response.getheaders()), response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(("backend", "workers"), [("", "2"), ("backend:8080", "auto")])
def test_files_alone_take_two_workers_however_many_cores_there_are(tmp_path: Path, backend: str, workers: str) -> None:
    """A pod sees all cores of its machine, and each worker's connections take 14 MB of the little memory it has."""
    shutil.copytree(FRONTEND, tmp_path / "chat")
    script = tmp_path / "chat" / "start.sh"
    script.write_text(script.read_text().replace("/etc/nginx", str(tmp_path)).replace("/tmp/conf", f"{tmp_path}/conf"))
    (tmp_path / "nginx").write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / "nginx").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "BACKEND": backend, "BODY_MAX_BYTES": "1"}
    called = subprocess.check_output(["sh", script], env=environment, text=True, timeout=30)
    assert f"-g worker_processes {workers};" in called
