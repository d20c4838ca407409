"""A person signed in on one device: an HTTP session with its token and cookies, and any number of sockets."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.harness.http import Http, Json
from tests.harness.socket import Socket

if TYPE_CHECKING:
    from tests.harness.server import Conversation, Host

PASSWORD = "correct horse battery 41 staple"
_numbers = itertools.count(1)


def a_name(stem: str = "user") -> str:
    """A username that nobody has yet, on a server that may be shared with other test runs."""
    return f"{stem}_{os.getpid()}_{next(_numbers)}"


def text(chat: Conversation, content: str, client_id: str | None = None, **more: object) -> Json:
    """The fields of a `message.send`, with a `client_id` of its own where none is given."""
    return {
        "client_id": client_id or f"c-{next(_numbers)}",
        "conversation_id": chat.id,
        "kind": "text",
        "content": content,
        **more,
    }


@dataclass
class User:
    """One sign-in of one person; `device()` is another sign-in of the same person."""

    server: Host
    http: Http
    profile: Json
    password: str

    @classmethod
    def registered(
        cls,
        server: Host,
        username: str | None = None,
        password: str = PASSWORD,
        email: str | None = None,
        **fields: object,
    ) -> User:
        """Sign up by HTTP."""
        username = username or a_name()
        http = Http(server.url)
        body = {"username": username, "email": email or f"{username}@example.org", "password": password, **fields}
        return cls(server, http, {}, password)._signed_in(http.post("/api/auth/register", body).ok(201))

    @classmethod
    def logged_in(cls, server: Host, login: str, password: str = PASSWORD) -> User:
        """Sign in by HTTP, as a new session."""
        http = Http(server.url)
        answer = http.post("/api/auth/login", {"login": login, "password": password}).ok(200)
        return cls(server, http, {}, password)._signed_in(answer)

    def device(self) -> User:
        """The same person on another device."""
        return User.logged_in(self.server, self.username, self.password)

    @property
    def id(self) -> str:
        return str(self.profile["id"])

    @property
    def username(self) -> str:
        return str(self.profile["username"])

    @property
    def token(self) -> str:
        assert self.http.token is not None
        return self.http.token

    def socket(self, *, url: str | None = None, origin: str | None = None) -> Socket:
        """A socket that is authenticated as this person once entered."""
        return Socket(url or self.server.socket_url, self.token, origin=origin)

    def send(self, chat: Conversation, content: str, **fields: Any) -> Json:
        """Send a text over HTTP; returns the ack."""
        body = {key: value for key, value in text(chat, content, **fields).items() if key != "conversation_id"}
        ack: Json = self.http.post(f"/api/conversations/{chat.id}/messages", body).ok()
        return ack

    def page(self, chat: Conversation, **query: int) -> Json:
        """One page of the log."""
        parameters = "&".join(f"{name}={value}" for name, value in query.items())
        page: Json = self.http.get(f"/api/conversations/{chat.id}/messages?{parameters}").ok(200)
        return page

    def log(self, chat: Conversation) -> list[Json]:
        """Every entry that the pages of the log show, oldest first."""
        page = self.page(chat, limit=100)
        entries: list[Json] = page["items"]
        while not page["at_start"]:
            page = self.page(chat, before=page["from_seq"], limit=100)
            entries = page["items"] + entries
        return entries

    def texts(self, chat: Conversation) -> list[str]:
        """The contents of the text messages of a conversation, oldest first."""
        return [entry["content"] for entry in self.log(chat) if entry["kind"] == "text"]

    def view(self, chat: Conversation) -> Json:
        """The conversation as this person sees it: own cursors, unread, participants."""
        view: Json = self.http.get(f"/api/conversations/{chat.id}").ok(200)
        return view

    def cursors(self, chat: Conversation, of: User | None = None) -> tuple[int, int]:
        """(`delivered_seq`, `read_seq`) of a member, oneself by default."""
        wanted = (of or self).id
        member = next(p for p in self.view(chat)["participants"] if p["user"]["id"] == wanted)
        return member["delivered_seq"], member["read_seq"]

    def block(self, other: User) -> None:
        """Put another on the contact list, blocked."""
        self.http.post("/api/contacts", {"user_id": other.id}).ok()
        self.http.patch(f"/api/contacts/{other.id}", {"blocked": True}).ok()

    def _signed_in(self, answer: Mapping[str, Any]) -> User:
        self.http.token = answer["access_token"]
        self.profile = answer["user"]
        return self
