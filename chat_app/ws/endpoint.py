"""`/ws`: from a handshake to an authenticated connection, and the loop that reads its frames."""

from __future__ import annotations

import base64
import socket
from collections import Counter
from math import ceil
from typing import TYPE_CHECKING

import gevent
import structlog
from flask import Blueprint, Flask, g, request
from flask_sock import Sock
from simple_websocket import Server

from chat_app import metrics
from chat_app.config import Settings
from chat_app.errors import (
    ChatError,
    InsufficientScope,
    InvalidInput,
    MalformedInput,
    NotAllowed,
    NotAuthenticated,
    RateLimited,
    Unavailable,
)
from chat_app.protocol.errors import CloseCode, error_frame
from chat_app.protocol.frames import Raw, load, parse
from chat_app.protocol.session import Auth
from chat_app.protocol.wire import encode
from chat_app.services import Services
from chat_app.ws.connection import Connection
from chat_app.ws.flow import Flows
from chat_app.ws.handlers import Handlers
from chat_app.ws.heartbeat import Heartbeat
from chat_app.ws.hub import Hub
from chat_app.ws.revocation import Revocation
from chat_app.ws.transport import Closed, NoThread, Transport

if TYPE_CHECKING:
    from chat_app.tracing import Tracing

logger = structlog.stdlib.get_logger(__name__)

MAX_REFUSED = 200
"""Refusals in a row after which a peer that does not slow down is closed with 4429."""


def init_app(app: Flask, settings: Settings, services: Services, hub: Hub, tracing: Tracing | None) -> None:
    """Add the endpoint."""
    app.config["SOCK_SERVER_OPTIONS"] = {"thread_class": NoThread}
    bp = Blueprint("ws", __name__)

    endpoint = Endpoint(settings, services, hub, tracing)
    Sock().route("/ws", bp=bp)(endpoint.serve)
    bp.before_request(endpoint.admit)
    app.register_blueprint(bp)


class Endpoint:
    """Serves one socket after the other; all state is the connection's or the hub's."""

    def __init__(self, settings: Settings, services: Services, hub: Hub, tracing: Tracing | None = None) -> None:
        self._settings = settings
        self._services = services
        self._hub = hub
        self._handlers = _handlers(services, hub, settings, tracing)
        self._flows = Flows(settings)
        self._addresses: Counter[str] = Counter()
        self._heartbeat = Heartbeat(
            hub,
            services.registry,
            Revocation(hub, services.accounts),
            services.presence,
            interval=settings.heartbeat_interval,
        )

    def admit(self) -> None:
        """Look at the handshake before it is answered.

        Raises:
            MalformedInput: it is no handshake of RFC 6455, section 4.2.1.
            NotAllowed: a foreign origin.
            RateLimited: too many sockets from this address.
            Unavailable: this node is stopping.
        """
        if self._hub.stopping:
            raise Unavailable("This node is stopping.", retry_after=1)
        _check_handshake()
        if self._addresses[request.remote_addr or ""] >= self._settings.connections_per_address:
            raise RateLimited(f"At most {self._settings.connections_per_address} sockets an address.", retry_after=60)
        origin = request.headers.get("Origin")
        own = request.host_url.rstrip("/")
        if origin is not None and origin not in (own, *self._settings.cors_origins):
            raise NotAllowed("This origin may not open the socket.")
        # No compression: per-message deflate costs far more memory a connection than it saves (docs/decisions/0003).
        request.environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)

    def serve(self, server: Server) -> None:
        """Take the socket over into a greenlet of its own; the request that brought it ends here.

        An open request costs an idle connection more memory than all else (docs/decisions/0004).
        """
        sock = server.sock.dup()
        server.connected = False  # flask-sock closes what it knows of, and that is no longer ours
        gevent.spawn(self._hold, sock, request.remote_addr or "", g.request_id)

    def _hold(self, sock: socket.socket, address: str, request_id: str) -> None:
        connection = Connection(sock, outbound_max_bytes=self._settings.outbound_max_bytes)
        # All that this greenlet logs names the connection, and the request that it came by.
        structlog.contextvars.bind_contextvars(connection=connection.id, request=request_id)
        transport = Transport(sock, connection.outbox.put, connection.heard, max_bytes=self._settings.frame_max_bytes)
        self._addresses[address] += 1
        try:
            self._converse(connection, transport)
        except Exception:
            logger.exception("a connection failed", user=connection.user_id)
        finally:
            self._addresses[address] -= 1
            if not self._addresses[address]:
                del self._addresses[address]
            sock.close()

    def _converse(self, connection: Connection, transport: Transport) -> None:
        try:
            raw = self._authenticate(connection, transport)
            try:
                self._enter(connection)
                self._greet(connection, raw)
                self._read(connection, transport)
            finally:
                self._leave(connection)
        except Closed as closed:
            if closed.code is not None:
                connection.close(closed.code, closed.reason)
        finally:
            connection.finish()

    def _authenticate(self, connection: Connection, transport: Transport) -> Raw:
        late = Closed(CloseCode.AUTH_TIMEOUT, f"No auth within {self._settings.auth_timeout:g} s.")
        with gevent.Timeout(self._settings.auth_timeout, late):
            text = transport.receive()
        raw: Raw = {}
        try:
            raw = parse(text)
            auth = load(raw)
            if not isinstance(auth, Auth):
                raise NotAuthenticated("The first frame must be `auth`.")
            self._handlers.authenticate(connection, auth)
        except ChatError as error:
            if isinstance(error, NotAuthenticated):
                metrics.AUTH_FAILURES.labels("socket").inc()
            connection.outbox.put(encode(error_frame(error, raw)))
            raise Closed(_close_code(error), error.detail) from None
        if self._hub.count(connection.user_id) >= self._settings.connections_per_user:
            raise Closed(CloseCode.POLICY, f"At most {self._settings.connections_per_user} connections a user.")
        return raw

    def _enter(self, connection: Connection) -> None:
        connection.flow = self._flows.of(connection.user_id)
        if self._hub.add(connection):
            self._services.presence.came(connection.user_id)
        self._services.registry.opened(connection.id, connection.user_id)
        logger.debug("connected", user=connection.user_id)
        self._heartbeat.start()

    def _leave(self, connection: Connection) -> None:
        logger.debug("disconnected", user=connection.user_id)
        self._services.registry.closed(connection.id)
        if self._hub.remove(connection):
            self._services.presence.left(connection.user_id)
            self._services.redelivery.left(connection.user_id)

    def _greet(self, connection: Connection, raw: Raw) -> None:
        # The connection is in the hub by now: subscribe first, then read the log, so nothing is missed.
        try:
            self._handlers.ready(connection, raw)
        except ChatError as error:
            # What waited could not be read; the client's `sync` will bring it.
            connection.outbox.put(encode(error_frame(error)))

    def _read(self, connection: Connection, transport: Transport) -> None:
        while not connection.closing:
            connection.listen()
            text = transport.receive()
            connection.listening = False
            raw: Raw = {}
            try:
                try:
                    raw = parse(text)
                finally:
                    # What is malformed counts too, and a refusal repeats the ids of what it refuses.
                    _within_limits(connection, len(text))
                self._handlers.handle(connection, load(raw), raw)
            except ChatError as error:
                connection.outbox.put(encode(error_frame(error, raw)))
            except Closed:
                raise
            except Exception:
                # Its type is one of ours: a frame of another one is refused before.
                logger.exception("a frame failed", type=raw.get("type"), user=connection.user_id)
                connection.outbox.put(encode(error_frame(ChatError(), raw)))


def _handlers(services: Services, hub: Hub, settings: Settings, tracing: Tracing | None) -> Handlers:
    if tracing is None:
        return Handlers(services, hub, settings)
    from chat_app.ws.traced import TracedHandlers  # here, for it imports OpenTelemetry

    return TracedHandlers(services, hub, settings, tracing)


def _within_limits(connection: Connection, size: int) -> None:
    if connection.flow is not None and (wait := connection.flow.admit(size)):
        if connection.flow.refused > MAX_REFUSED:
            raise Closed(CloseCode.RATE_LIMITED, "Too many frames for too long.")
        metrics.RATE_LIMITED.labels("socket").inc()
        # Up to the next millisecond: a wait that rounds to 0 would ask for the repeat that is refused.
        raise RateLimited(retry_after=ceil(wait * 1000) / 1000)


def _close_code(error: ChatError) -> CloseCode:
    """Why a connection ends that could not be opened."""
    if isinstance(error, NotAuthenticated | InsufficientScope):
        return CloseCode.NOT_AUTHENTICATED
    if isinstance(error, InvalidInput):
        return CloseCode.NOT_THE_PROTOCOL
    return CloseCode.RESTART


def _check_handshake() -> None:
    try:
        key = base64.b64decode(request.headers.get("Sec-WebSocket-Key", ""), validate=True)
    except ValueError:
        key = b""
    upgrades = "upgrade" in request.headers.get("Connection", "").lower()
    version = request.headers.get("Sec-WebSocket-Version")
    if request.method != "GET" or not upgrades or version != "13" or len(key) != 16:
        raise MalformedInput("This is not a WebSocket handshake of version 13.")
