"""What is said of a server at work, in its logs at level debug and in its error reports, holds no secret of people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient

from tests.harness import Http, Server, User, text, wait_until
from tests.harness.sink import Sink

PLANTED = "xyzzy"
"""Part of every secret here, so that one search finds them all."""
SETTINGS = {"environment": "production", "secret_key": "k" * 32 + PLANTED, "log_level": "debug"}


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    """Where errors are reported."""
    with Sink() as sink:
        yield sink


@pytest.fixture(scope="module")
def spied(sink: Sink) -> Iterator[Server]:
    """A server as in production, that tells all it can."""
    with Server.started(sentry_dsn=f"http://{PLANTED}@127.0.0.1:{sink.port}/1", **SETTINGS) as server:
        yield server


def test_neither_logs_nor_reports_tell_what_people_send(spied: Server, sink: Sink) -> None:
    """Passwords, tokens, cookies, links, texts: in what is answered, in what is refused, in what fails with a 500."""
    ada = spied.new_user(f"ada_{PLANTED}", password=f"tulips in november {PLANTED}")
    bob = spied.new_user()
    tokens = [ada.token, *(morsel.value for morsel in ada.http.cookies.values())]
    chat(spied, ada, bob)
    refused(spied, ada)
    tokens += failing(spied, ada)

    wait_until("both failures to be reported", lambda: len(reports(sink)) == 2)
    told = spied.log.read_text() + json.dumps(reports(sink))
    assert PLANTED not in told, [line for line in told.splitlines() if PLANTED in line][:3]
    for token in tokens:
        assert token not in told


def test_each_line_is_an_event_with_its_request_or_connection(spied: Server) -> None:
    """JSON on standard error; what the launcher tells people is no part of it."""
    lines = [json.loads(line) for line in spied.log.read_text().splitlines() if line.startswith("{")]
    assert {"event", "level", "logger", "timestamp"} <= set.intersection(*(set(line) for line in lines))
    answered = [line for line in lines if line["event"] == "answered"]
    assert answered and all(line["request"] and line["route"] and line["status"] for line in answered)
    connected = next(line for line in lines if line["event"] == "connected")
    assert connected["connection"] and connected["request"] in {line["request"] for line in answered}
    failed = [line for line in lines if line["level"] == "error"]
    assert [line["route"] for line in failed] == ["POST /api/admin/invitations", "GET /api/exports/<token>"]
    assert failed[0]["trace"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert "Traceback" in failed[0]["exception"] and "DuplicateKeyError: code 11000" in failed[0]["exception"]
    assert failed[1]["exception"].rstrip().endswith("not supported between instances of 'str' and 'datetime.datetime'")


def test_a_report_says_where_and_of_which_request(spied: Server, sink: Sink) -> None:
    """And nothing of the machine's people: no user, no request body, no variable."""
    first = reports(sink)[0]
    assert first["tags"]["route"] == "POST /api/admin/invitations" and first["tags"]["request"]
    raised = first["exception"]["values"][-1]
    assert raised["type"] == "DuplicateKeyError" and not raised["value"]
    frames = raised["stacktrace"]["frames"]
    assert any(frame["module"] == "chat_app.store.mongo.administration" for frame in frames)
    assert not any("vars" in frame for frame in frames)
    assert first.keys().isdisjoint({"user", "request", "breadcrumbs"})


def chat(server: Server, ada: User, bob: User) -> None:
    """Frames of each kind that hold something, good and bad."""
    conversation = server.direct_conversation(ada, bob)
    with ada.socket() as hers, bob.socket() as his:
        ack = hers.ask("message.send", text(conversation, f"my secret is {PLANTED}", f"client-{PLANTED}"))
        his.expect_entry(f"my secret is {PLANTED}")
        hers.ask("message.edit", client_id="e-1", message_id=ack["message_id"], content=f"{PLANTED}, and more")
        for bad in (
            {"type": f"odd {PLANTED}"},
            {"type": "message.send", "client_id": PLANTED, "content": [PLANTED]},
            {"type": "auth", "token": f"{PLANTED}.{PLANTED}.{PLANTED}"},
            {"type": "reaction.set", "client_id": "r", "message_id": PLANTED, "emoji": PLANTED, "on": True},
        ):
            hers.send_text(json.dumps(bad))
            hers.expect("error")
        hers.send_text(f'{{"type": "{PLANTED}')
        hers.expect("error")
    with server.socket() as stranger:
        stranger.tell("auth", token=f"chat_pat_{PLANTED}")
        assert stranger.close_code() == 4401
    ada.http.post(
        f"/api/conversations/{conversation.id}/messages", {"client_id": "h", "kind": "text", "content": PLANTED}
    )


def refused(server: Server, ada: User) -> None:
    """Requests that are no good, with something in every place that one could log."""
    http = Http(server.url)
    http.post("/api/auth/login", {"login": ada.profile["username"], "password": f"not it: {PLANTED}"})
    http.post("/api/auth/login", f'{{"login": "{PLANTED}'.encode())
    http.post("/api/auth/register", {"username": PLANTED, "password": PLANTED, "email": f"{PLANTED}@"})
    http.post("/api/auth/password/reset", {"token": PLANTED, "new_password": f"a new {PLANTED} one"})
    headers = {
        "Authorization": f"Bearer {PLANTED}.{PLANTED}.{PLANTED}",
        "Cookie": f"refresh_token={PLANTED}; known_device={PLANTED}",
        "X-Request-ID": f"no id: {PLANTED}",
        "Referer": f"https://example.org/{PLANTED}",
    }
    for path in (
        f"/api/exports/{PLANTED}",
        f"/api/join/{PLANTED}",
        f"/api/users?q={PLANTED}",
        f"/nowhere/{PLANTED}?token={PLANTED}",
        f"/api/{PLANTED}",
    ):
        http.get(path, headers=headers)
        ada.http.get(path)


def failing(server: Server, admin: User) -> list[str]:
    """Two requests that fail for what somebody did to the database; returns the token that the second one bears."""
    note = {"max_uses": 1, "note": f"for {PLANTED}"}
    state = wait_until("the copy", lambda: exported(admin), 30, every=0.1)
    with MongoClient[dict[str, Any]](server.store["uri"]) as client:
        client["chat"]["invitations"].create_index("note", unique=True)
        admin.http.post("/api/admin/invitations", note).ok(201)
        trace = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
        assert admin.http.request("POST", "/api/admin/invitations", note, headers=trace).status == 500
        client["chat"]["users"].update_one({"export.status": "ready"}, {"$set": {"export.expires_at": PLANTED}})
    assert Http(server.url).get(state["url"]).status == 500
    return [state["url"].rpartition("/")[2]]


def exported(user: User) -> dict[str, Any] | None:
    """The user's copy of all their data, once it is made; asks for one the first time."""
    answer = user.http.get("/api/users/me/export")
    if answer.status == 404:
        user.http.post("/api/users/me/export", {"password": user.password}).ok(202)
        return None
    state: dict[str, Any] = answer.ok(200)
    return state if state["status"] == "ready" else None


def reports(sink: Sink) -> list[dict[str, Any]]:
    """The events that were reported: each is an envelope, lines of JSON, the last of which is the event."""
    envelopes = [post.body.split(b"\n") for post in list(sink.posts) if post.path.startswith("/api/1/envelope")]
    return [json.loads(lines[2]) for lines in envelopes if json.loads(lines[1])["type"] == "event"]
