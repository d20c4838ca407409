"""Headers that tell a browser what the pages may do, and a guard for what cookies may trigger."""

from __future__ import annotations

from flask import Flask, Response, request

from chat_app.config import Settings
from chat_app.errors import NotAllowed

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {where}" for what, where in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
DOCUMENTS = ("/api/openapi.json", "/api/asyncapi.json")
"""The same for everybody, and until the next release; all else under /api is somebody's own."""


def init_app(app: Flask, settings: Settings) -> None:
    """Send the headers with every response."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.cookie_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.path in DOCUMENTS:
            response.headers.setdefault("Cache-Control", "public, max-age=300")
        elif request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def refuse_foreign_origin(allowed: list[str]) -> None:
    """For routes that a cookie opens: only our own pages may send it. Raises NotAllowed."""
    origin = request.headers.get("Origin")
    if origin is not None and origin not in (request.host_url.rstrip("/"), *allowed):
        raise NotAllowed("This origin may not do that.")
