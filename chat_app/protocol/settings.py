"""What users set for themselves: what others may see and do, and how their client behaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from marshmallow import Schema, fields, validate

from chat_app.protocol.fields import Flag

Audience = Literal["everyone", "contacts", "nobody"]
Guarded = Literal["last_seen", "who_may_write", "who_may_add"]
"""The settings whose value is an audience."""

DEFAULTS: Mapping[str, Any] = {
    "last_seen": "everyone",
    "read_receipts": True,
    "who_may_write": "everyone",
    "who_may_add": "everyone",
    "contact_requests": False,
    "notifications": {"sound": True, "desktop": True, "preview": True},
    "theme": "system",
}


def _audience(*choices: Audience, who: str) -> fields.String:
    return fields.String(validate=validate.OneOf(choices), metadata={"description": who})


class NotificationsSchema(Schema):
    """How the user is told of what is new."""

    sound = Flag()
    desktop = Flag()
    preview = Flag(metadata={"description": "Whether a notification shows what was written."})


class SettingsSchema(Schema):
    """A change of settings; those that are not named stay."""

    last_seen = _audience("everyone", "contacts", "nobody", who="Who sees when the user is or was here.")
    read_receipts = Flag(
        metadata={"description": "Off: nobody sees how far the user has read, nor the user how far others have."}
    )
    who_may_write = _audience("everyone", "contacts", who="Who may write to the user first.")
    who_may_add = _audience("everyone", "contacts", "nobody", who="Who may put the user into groups.")
    contact_requests = Flag(metadata={"description": "Whether others ask before the user is their contact."})
    notifications = fields.Nested(NotificationsSchema)
    theme = fields.String(validate=validate.OneOf(["system", "light", "dark"]))


def whole(stored: Mapping[str, Any]) -> dict[str, Any]:
    """All settings: those that were made, and the defaults of the others."""
    found = dict(DEFAULTS)
    for name, value in stored.items():
        default = DEFAULTS.get(name)
        found[name] = {**default, **value} if isinstance(default, Mapping) and isinstance(value, Mapping) else value
    return found


def paths(changes: Mapping[str, Any], prefix: str = "settings") -> dict[str, Any]:
    """A change by dotted path, so that it is merged into what stands: `{"settings.notifications.sound": False}`."""
    found: dict[str, Any] = {}
    for name, value in changes.items():
        path = f"{prefix}.{name}"
        found |= paths(value, path) if isinstance(value, Mapping) else {path: value}
    return found


def audience(stored: Mapping[str, Any], setting: Guarded) -> Audience:
    """Whom a setting lets do it."""
    found: Audience = stored.get(setting, DEFAULTS[setting])
    return found


def asks_first(stored: Mapping[str, Any]) -> bool:
    """Whether others ask the user before they have them as a contact."""
    return stored.get("contact_requests", DEFAULTS["contact_requests"]) is True


def hides_reading(stored: Mapping[str, Any]) -> bool:
    """Whether the user neither shows how far they have read nor sees it of others."""
    return stored.get("read_receipts", DEFAULTS["read_receipts"]) is False
