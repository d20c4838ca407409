"""`reports`: what users told the moderators of."""

from __future__ import annotations

from mongoengine import DateTimeField, Document, ObjectIdField, StringField

KEPT = 365 * 86_400
"""Seconds that a closed report is kept."""


class Report(Document):
    """A message or a person that somebody reported, with what the message said at that time.

    `open_key` is the reporter and what was reported while it is open: so a repeat is the same report.
    """

    open_key = StringField()
    reporter_id = ObjectIdField(required=True)
    user_id = ObjectIdField(required=True)
    message_id = StringField(max_length=64)
    content = StringField(max_length=8_000)
    reason = StringField(required=True, max_length=1_000)
    state = StringField(choices=("open", "closed"), required=True)
    note = StringField(max_length=1_000)
    created_at = DateTimeField(required=True)
    closed_at = DateTimeField()
    closed_by = ObjectIdField()

    meta = {
        "collection": "reports",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["open_key"], "unique": True, "sparse": True},
            {"fields": ["state", "created_at"]},
            {"fields": ["closed_at"], "expireAfterSeconds": KEPT},
        ],
    }
