"""A sign-in that was being checked while the password changed does not outlive the change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from chat_app.records import Session, now
from chat_app.store.mongo import build_store
from chat_app.types import SessionId
from tests.harness import Server


def test_a_session_opened_on_the_old_password_is_refused_by_the_store(server: Server) -> None:
    """Hashing takes a while; the store takes the session only if the hash that was checked still stands."""
    ada = server.new_user()
    users = build_store(server.store["uri"], "chat", timeout=5).users
    before = users.by_login(ada.username)
    assert before is not None
    session = Session(SessionId("raced"), "hash", "phone", "", now(), now(), now() + timedelta(days=1))
    body = {"current_password": ada.password, "new_password": "another horse battery 42"}
    assert ada.http.post("/api/auth/password", body).status == 204

    assert not users.add_session(before, session)
    after = users.by_login(ada.username)
    assert after is not None and after.session("raced") is None
    assert users.add_session(after, replace(session, id=SessionId("later")))
