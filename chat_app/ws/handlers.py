"""What each frame of a client leads to."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from chat_app import metrics
from chat_app.config import Settings
from chat_app.errors import ChatError, InsufficientScope, InvalidInput, NotAuthenticated
from chat_app.protocol import messages as message_frames
from chat_app.protocol import presence as presence_frames
from chat_app.protocol import session as session_frames
from chat_app.protocol import sync as sync_frames
from chat_app.protocol.errors import error_frame
from chat_app.protocol.frames import Raw, Request
from chat_app.protocol.messages import MessageDelete, MessageEdit, MessageSend, ReactionSet
from chat_app.protocol.presence import PresenceWatch, Typing
from chat_app.protocol.receipts import Receipt
from chat_app.protocol.session import Auth, Ping
from chat_app.protocol.sync import Sync
from chat_app.protocol.wire import encode
from chat_app.records import now
from chat_app.services import Services
from chat_app.services.messages import Ack, Draft, conversation_of
from chat_app.types import ConversationId, MessageId
from chat_app.ws.connection import Connection
from chat_app.ws.hub import Hub

Handler = Callable[[Connection, Any, Raw], None]
READS: frozenset[type[Request]] = frozenset({Auth, Ping, Sync, PresenceWatch})
"""What a personal access token may send that may only read."""
BY_ITSELF: frozenset[type[Request]] = frozenset({Auth, Ping, Sync, PresenceWatch, Receipt})
"""What a client sends although nobody touches it."""


class Handlers:
    """One method for each type of request; the answer goes to the connection's outbox."""

    def __init__(self, services: Services, hub: Hub, settings: Settings) -> None:
        self._services = services
        self._hub = hub
        self._heartbeat_interval = settings.heartbeat_interval
        self._watch_max_users = settings.watch_max_users
        self._sync_max_conversations = settings.sync_max_conversations
        self._by_type: dict[type[Request], Handler] = {
            Auth: self.renew,
            Ping: self.ping,
            Sync: self.sync,
            MessageSend: self.send_message,
            MessageEdit: self.edit_message,
            MessageDelete: self.delete_message,
            ReactionSet: self.set_reaction,
            Receipt: self.receipt,
            Typing: self.typing,
            PresenceWatch: self.watch_presence,
        }

    def handle(self, connection: Connection, request: Request, raw: Raw) -> None:
        """Do what the request asks. Raises ChatError for what cannot be done."""
        metrics.FRAMES.labels(raw["type"]).inc()
        if type(request) not in READS and "write" not in connection.scopes:
            raise InsufficientScope("This access token may not write: it lacks the scope `write`.")
        if type(request) not in BY_ITSELF:
            connection.active_at = monotonic()
        self._by_type[type(request)](connection, request, raw)

    def authenticate(self, connection: Connection, request: Auth) -> None:
        """Make the connection the user's. Raises NotAuthenticated, or InsufficientScope: a socket is for reading."""
        bearer = self._services.tokens.bearer(request.token)
        bearer.require("read")
        connection.user_id, connection.session_id, connection.scopes = bearer.user.id, bearer.id, bearer.scopes

    def ready(self, connection: Connection, raw: Raw) -> None:
        """Say that the connection is open, then send what waited for its user."""
        frame = session_frames.ready(connection.user_id, connection.id, self._heartbeat_interval, now())
        self._answer(connection, raw, frame)
        connection.hold()
        try:
            self._services.delivery.flush(connection.user_id, connection.outbox.put_when_room)
        finally:
            connection.release()

    def renew(self, connection: Connection, request: Auth, raw: Raw) -> None:
        """A new token on an open socket; it must be the same user's."""
        bearer = self._services.tokens.bearer(request.token)
        if bearer.user.id != connection.user_id:
            raise NotAuthenticated("The token is another user's.")
        bearer.require("read")
        connection.session_id, connection.scopes = bearer.id, bearer.scopes
        frame = session_frames.ready(connection.user_id, connection.id, self._heartbeat_interval, now())
        self._answer(connection, raw, frame)

    def ping(self, connection: Connection, _request: Ping, raw: Raw) -> None:
        """Answer that the server lives."""
        self._answer(connection, raw, session_frames.pong())

    def sync(self, connection: Connection, request: Sync, raw: Raw) -> None:
        """Send what the client missed; live entries wait, so that none comes before those it follows."""
        check_size("cursors", len(request.cursors), self._sync_max_conversations)
        connection.hold()
        try:
            self._services.history.sync(connection.user_id, request.cursors, connection.outbox.put_when_room)
            self._answer(connection, raw, sync_frames.done())
        finally:
            connection.release()

    def send_message(self, connection: Connection, request: MessageSend, raw: Raw) -> None:
        """Append a message; the acknowledgement follows when it stands, and the reader goes on meanwhile."""
        conversation_id = request.conversation_id
        if request.to is not None:
            conversation_id = self._services.messages.to_user(connection.user_id, request.to).id
        draft = Draft(
            client_id=request.client_id,
            kind=request.kind,
            content=request.content,
            reply_to=request.reply_to,
            priority=request.priority,
        )
        self._submit(connection, ConversationId(conversation_id or ""), draft, raw)

    def edit_message(self, connection: Connection, request: MessageEdit, raw: Raw) -> None:
        """Append an edit of an earlier message."""
        draft = Draft(client_id=request.client_id, kind="edit", content=request.content, target_id=request.message_id)
        self._submit_change(connection, request.message_id, draft, raw)

    def delete_message(self, connection: Connection, request: MessageDelete, raw: Raw) -> None:
        """Append the deletion of an earlier message."""
        draft = Draft(client_id=request.client_id, kind="delete", target_id=request.message_id)
        self._submit_change(connection, request.message_id, draft, raw)

    def set_reaction(self, connection: Connection, request: ReactionSet, raw: Raw) -> None:
        """Append a reaction to an earlier message, or its end."""
        data = {"emoji": request.emoji, "on": request.on}
        draft = Draft(client_id=request.client_id, kind="reaction", target_id=request.message_id, data=data)
        conversation_id = conversation_of(request.message_id)
        ack = self._services.messages.react(connection.user_id, conversation_id, draft, origin=connection.id)
        self._answer(connection, raw, message_frames.ack(ack.entry, ack.status))

    def receipt(self, connection: Connection, request: Receipt, _raw: Raw) -> None:
        """Note how far the user has received and read; reading is a sign that somebody is there."""
        if request.read_seq is not None:
            connection.active_at = monotonic()
        self._services.receipts.confirm(
            connection.user_id, request.conversation_id, request.delivered_seq, request.read_seq
        )

    def typing(self, connection: Connection, request: Typing, _raw: Raw) -> None:
        """Tell the others that the user writes."""
        self._services.typing.set(connection.user_id, request.conversation_id, active=request.active)

    def watch_presence(self, connection: Connection, request: PresenceWatch, _raw: Raw) -> None:
        """Tell of these users' presence, now and at each change."""
        check_size("user_ids", len(request.user_ids), self._watch_max_users)
        self._hub.watch(connection, request.user_ids)
        for user_id, seen in self._services.presence.of(connection.user_id, request.user_ids).items():
            connection.deliver(encode(presence_frames.presence(user_id, seen.status, seen.last_seen)))

    def _submit_change(self, connection: Connection, target: MessageId, draft: Draft, raw: Raw) -> None:
        self._submit(connection, conversation_of(target), draft, raw)

    def _submit(self, connection: Connection, conversation_id: ConversationId, draft: Draft, raw: Raw) -> None:
        connection.in_flight.acquire()
        began = monotonic()

        def done(outcome: Ack | ChatError) -> None:
            connection.in_flight.release()
            metrics.ACK_SECONDS.observe(monotonic() - began)
            if isinstance(outcome, ChatError):
                connection.outbox.put(encode(error_frame(outcome, raw)))
            else:
                self._answer(connection, raw, message_frames.ack(outcome.entry, outcome.status))

        try:
            self._services.messages.submit(connection.user_id, conversation_id, draft, done, origin=connection.id)
        except Exception:
            # Whatever it was: the reader goes on after all but `Closed`, and `done` is not called.
            connection.in_flight.release()
            raise

    @staticmethod
    def _answer(connection: Connection, raw: Raw, frame: dict[str, Any]) -> None:
        if "id" in raw:
            frame["id"] = raw["id"]
        connection.outbox.put(encode(frame))


def check_size(field: str, size: int, limit: int) -> None:
    """Raises InvalidInput for a list that is longer than this server's settings allow."""
    if size > limit:
        raise InvalidInput(errors={field: [f"At most {limit:,}."]})
