"""The socket that browsers come to, and the address to tell people."""

from __future__ import annotations

import errno
import http.client
import socket

from chat_app.config import Settings
from chat_app.errors import ConfigurationError

_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to


def bind(settings: Settings) -> socket.socket:
    """Bind HOST and PORT; gunicorn inherits the socket and listens.

    Ours, so that a port in use is known before anything starts, and so that browsers that come while gunicorn is
    started again wait a moment and are not refused.

    Raises:
        ConfigurationError: the port is in use or needs more rights, or the host is no address of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except socket.gaierror:
        raise ConfigurationError(f"HOST: {settings.host} is not an address of this machine.") from None
    except OSError as error:
        raise ConfigurationError(_reason(error, settings)) from None
    return listener


def _reason(error: OSError, settings: Settings) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"PORT: {settings.port} is in use by another program; stop it, or choose another PORT."
    if error.errno == errno.EACCES:
        return f"PORT: this user may not listen on {settings.port}; choose one from 1024 up."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"HOST: {settings.host} is not an address of this machine."
    return f"HOST, PORT: can't listen on {settings.host}, port {settings.port} ({error.strerror})."


def url(settings: Settings) -> str:
    """The address to open in a browser on this machine: by name, for browsers make no passkey for a bare address."""
    host = _ANY.get(settings.host, settings.host)
    if host == "127.0.0.1":
        return f"http://localhost:{settings.port}"
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def is_healthy(settings: Settings) -> bool:
    """Whether `/healthz` answers 200."""
    connection = http.client.HTTPConnection(_ANY.get(settings.host, settings.host), settings.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
