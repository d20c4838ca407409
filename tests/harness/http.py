"""A keep-alive JSON client with a cookie jar: what a browser tab or a script is to the API."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import Morsel, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]
_STALE = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, http.client.CannotSendRequest)


@dataclass(frozen=True)
class Answer:
    """An HTTP response, read whole."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    request: str

    @property
    def json(self) -> Any:
        """The body as JSON; fails the test where it is none."""
        try:
            return json.loads(self.content)
        except ValueError:
            raise AssertionError(f"{self} is not JSON") from None

    @property
    def code(self) -> str:
        """The stable `code` of a problem+json answer."""
        assert self.headers["content-type"].startswith("application/problem+json"), str(self)
        return str(self.json["code"])

    @property
    def errors(self) -> Json:
        """What is wrong, by field, of an answer to invalid input."""
        assert self.code, str(self)
        errors = self.json["errors"]
        assert isinstance(errors, dict), str(self)
        return errors

    def ok(self, *statuses: int) -> Any:
        """The JSON body of an answer that must have one of `statuses` (any 2xx where none is named)."""
        assert self.status in statuses if statuses else 200 <= self.status < 300, str(self)
        return self.json if self.content else None

    def __str__(self) -> str:
        return f"{self.request} -> {self.status} {self.content[:600]!r}"


class Http:
    """Calls one server. Threads may share it: each gets a connection of its own, cookies and token are common."""

    def __init__(self, url: str, token: str | None = None, timeout: float = 20.0) -> None:
        self.url = url
        self.token = token
        self.timeout = timeout
        self.cookies: dict[str, Morsel[str]] = {}
        self._local = threading.local()

    def get(self, path: str, **options: Any) -> Answer:
        return self.request("GET", path, **options)

    def post(self, path: str, body: object = None, **options: Any) -> Answer:
        return self.request("POST", path, body, **options)

    def patch(self, path: str, body: object = None, **options: Any) -> Answer:
        return self.request("PATCH", path, body, **options)

    def delete(self, path: str, body: object = None, **options: Any) -> Answer:
        return self.request("DELETE", path, body, **options)

    def request(
        self, method: str, path: str, body: object = None, *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One exchange. `body` is sent as it is when it is bytes, else as JSON."""
        payload = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        sent = {"Accept": "application/json", **self._credentials(path), **(headers or {})}
        if payload is not None:
            sent.setdefault("Content-Type", "application/json")
        response, content = self._exchange(method, path, payload, sent)
        self._remember(response)
        lowered = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, lowered, content, f"{method} {path}")

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def _exchange(
        self, method: str, path: str, payload: bytes | None, headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        reused = getattr(self._local, "connection", None) is not None
        try:
            return self._once(method, path, payload, headers)
        except _STALE:  # the server may close an idle connection at any time; only a fresh one that fails is news
            self.close()
            if not reused:
                raise
            return self._once(method, path, payload, headers)
        except BaseException:
            self.close()
            raise

    def _once(
        self, method: str, path: str, payload: bytes | None, headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            address = urlsplit(self.url)
            connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=self.timeout)
            self._local.connection = connection
        connection.request(method, path, payload, dict(headers))
        response = connection.getresponse()
        return response, response.read()

    def _credentials(self, path: str) -> dict[str, str]:
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        cookies = [f"{m.key}={m.value}" for m in self.cookies.values() if path.startswith(m["path"] or "/")]
        return {**headers, "Cookie": "; ".join(cookies)} if cookies else headers

    def _remember(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if not morsel.value or morsel["max-age"] == "0" or "1970" in morsel["expires"]:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel
