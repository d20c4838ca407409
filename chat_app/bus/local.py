"""The bus of one process: its node is all there is, and whoever changed something knows it already."""

from __future__ import annotations

from collections.abc import Callable

from chat_app.bus.interface import Node
from chat_app.types import ConversationId


class LocalBus:
    """Hands everything to the one node."""

    def __init__(self, node: Node) -> None:
        self.deliver = node.deliver
        self.deliver_to_watchers = node.deliver_to_watchers
        self.is_watched = node.is_watched
        self.connected = node.connected
        self.silence = node.silence
        self.sign_out = node.sign_out

    def conversation_changed(self, conversation_id: ConversationId) -> None:
        """There is no other node."""

    def on_conversation_changed(self, listener: Callable[[ConversationId], None]) -> None:
        """There is no other node."""
