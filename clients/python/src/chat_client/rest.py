"""The few HTTP requests that a client needs, with the standard library."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from chat_client.errors import ApiError

TIMEOUT = 30.0


class Rest:
    """One server's HTTP side, as one caller: with a token, or with what to sign in with."""

    def __init__(self, url: str, token: str | None = None, login: tuple[str, str] | None = None) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is no address of a server")
        self._url = url.rstrip("/")
        self._token = token
        self._login = login

    @property
    def socket_url(self) -> str:
        """Where the socket is."""
        address = urlsplit(self._url)
        return f"{'wss' if address.scheme == 'https' else 'ws'}://{address.netloc}{address.path}/ws"

    def token(self) -> str:
        """The token to call with; signs in where there is none. Raises ApiError, OSError."""
        if self._token is None:
            if self._login is None:
                raise ValueError("needs a token, or a login and a password")
            login, password = self._login
            answer = self.request("POST", "/api/auth/login", {"login": login, "password": password}, token=None)
            self._token = answer["access_token"]
        return self._token

    def refused(self) -> bool:
        """The server does not take the token any more: returns whether another can be had by signing in."""
        if self._login is not None:
            self._token = None
        return self._login is not None

    def get(self, path: str) -> Any:
        """The JSON at a path. Raises ApiError, OSError."""
        return self.request("GET", path, token=self.token())

    def request(self, method: str, path: str, body: object = None, *, token: str | None) -> Any:
        """One request; returns the JSON of its answer, None where it has none. Raises ApiError, OSError."""
        headers = {"Accept": "application/json", "User-Agent": "chat-client"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        # The address is the caller's own, and checked for its scheme.
        request = urllib.request.Request(f"{self._url}{path}", data, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                content = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                raise _error_of(error) from None
        return json.loads(content) if content else None


def _error_of(error: urllib.error.HTTPError) -> ApiError:
    wait = error.headers.get("Retry-After", "")
    try:
        answer = json.loads(error.read())
    except ValueError:
        answer = {"code": "unavailable" if error.code >= 500 else "internal", "detail": str(error)}
    return ApiError.of(answer, float(wait) if wait.isdigit() else None)
