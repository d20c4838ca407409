"""`server`: what is said once of the whole server, a document each."""

from __future__ import annotations

from mongoengine import DateTimeField, Document, StringField


class ServerDocument(Document):
    """`settings`: what admins set. `founder`: since when the first user is signing up. `alone`, `together`: until when
    one node without others, or nodes that hear of each other, are known to live.
    """

    id = StringField(primary_key=True)
    registration = StringField(choices=("open", "invited", "closed"))
    at = DateTimeField()
    holder = StringField()
    until = DateTimeField()

    meta = {"collection": "server", "auto_create_index": False, "indexes": []}
