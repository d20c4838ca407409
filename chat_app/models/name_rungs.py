"""`name_rungs`: some of the names, spread evenly, by which a search steps through very many (docs/decisions/0010)."""

from __future__ import annotations

from mongoengine import Document, StringField


class NameRung(Document):
    """A name that divides the names of its field: `{level}{u or n}:{name}`, the higher the level the fewer there are.

    A bound is all that it is: one that is missing, or whose user is gone, makes a search slower and never wrong.
    """

    key = StringField(required=True)

    meta = {"collection": "name_rungs", "auto_create_index": False, "indexes": [{"fields": ["key"], "unique": True}]}
