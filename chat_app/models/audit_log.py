"""`audit_log`: what admins, moderators and the command line did. Append-only."""

from __future__ import annotations

from mongoengine import DateTimeField, DictField, Document, ObjectIdField, StringField


class AuditRecord(Document):
    """One deed: who, what, to whom, when, from where. Names stand beside ids, as they were at that time."""

    at = DateTimeField(required=True)
    actor_id = ObjectIdField()
    actor = StringField(required=True, max_length=100)
    address = StringField(max_length=64)
    action = StringField(required=True, max_length=40)
    target_id = StringField(max_length=64)
    target = StringField(max_length=100)
    details = DictField()

    meta = {"collection": "audit_log", "auto_create_index": False, "indexes": [{"fields": ["at"]}]}
