"""What the server refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """The server refused a request.

    Attributes:
        code: stable; docs/errors.md of the server lists them.
        errors: for invalid input, what is wrong by field.
        retry_after: seconds after which a repeat makes sense.
    """

    def __init__(
        self, code: str, detail: str, errors: Mapping[str, Any] | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.errors = errors or {}
        self.retry_after = retry_after

    @classmethod
    def of(cls, answer: Mapping[str, Any], retry_after: float | None = None) -> ApiError:
        """The error that a problem+json body or an `error` frame tells of."""
        code = str(answer.get("code", "internal"))
        kind = NotAuthenticated if code in {"not_authenticated", "bad_credentials"} else cls
        wait = answer.get("retry_after", retry_after)
        return kind(code, str(answer.get("detail", "")), answer.get("errors"), wait)

    @property
    def passes(self) -> bool:
        """Whether the same request may succeed later."""
        return self.code in {"unavailable", "rate_limited", "internal"}


class NotAuthenticated(ApiError):
    """The token, or the password, opens nothing any more."""
