"""What a person writes, on its way to the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Message:
    """Something to be written that awaits its ack: a text, or a change of the message `target`."""

    conversation: str
    client_id: str
    content: str | None
    kind: str = "text"
    target: str | None = None
    due: float = 0.0

    def frame(self) -> dict[str, object]:
        named = {"client_id": self.client_id}
        if self.kind == "text":
            place = {"conversation_id": self.conversation, "kind": "text", "content": self.content}
            return {"type": "message.send", **named, **place}
        named["message_id"] = self.target or ""
        if self.kind == "reaction":
            emoji, _, state = (self.content or "").partition(" ")
            return {"type": "reaction.set", **named, "emoji": emoji, "on": state == "on"}
        return {"type": f"message.{self.kind}", **named, **({"content": self.content} if self.content else {})}
