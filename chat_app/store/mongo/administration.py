"""`AuditLog`, `Invitations`, `Reports`, `Nodes` and `ServerSettings`, each on its collection."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from chat_app import models
from chat_app.errors import Conflict
from chat_app.records import now
from chat_app.store.administration import AuditRecord, Invitation, Moment, Registration, Report, ReportState
from chat_app.store.mongo.documents import Fields, collection_of, new_document, raising_unavailable
from chat_app.store.mongo.newest import newest_first
from chat_app.types import MessageId, UserId

SETTINGS = {"_id": "settings"}
ALONE, TOGETHER = {"_id": "alone"}, {"_id": "together"}
FOUNDER = {"_id": "founder"}
FOUNDING_TIME = timedelta(minutes=1)
"""After which the first sign-up is taken for one that died on the way."""


@raising_unavailable
class MongoAuditLog:
    """What was done by those in charge."""

    def __init__(self, database: Database[Fields]) -> None:
        self._records = collection_of(database, models.AuditRecord)

    def add(self, record: AuditRecord) -> None:
        fields = dataclasses.asdict(record)
        del fields["id"]
        fields["actor_id"] = ObjectId(record.actor_id) if record.actor_id else None
        self._records.insert_one(new_document(models.AuditRecord, **fields))

    def page(self, *, after: Moment | None, limit: int) -> list[AuditRecord]:
        return [_to_record(each) for each in newest_first(self._records, {}, "at", after=after, limit=limit)]


@raising_unavailable
class MongoInvitations:
    """Links with which one may sign up."""

    def __init__(self, database: Database[Fields]) -> None:
        self._invitations = collection_of(database, models.Invitation)

    def add(self, invitation: Invitation, code_hash: str) -> Invitation:
        document = new_document(
            models.Invitation,
            code_hash=code_hash,
            note=invitation.note,
            created_by=ObjectId(invitation.created_by),
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
            left=invitation.max_uses,
        )
        self._invitations.insert_one(document)
        return _to_invitation(document)

    def page(self, *, after: Moment | None, limit: int) -> list[Invitation]:
        found = newest_first(self._invitations, {}, "created_at", after=after, limit=limit)
        return [_to_invitation(each) for each in found]

    def get(self, invitation_id: str) -> Invitation | None:
        found = self._invitations.find_one({"_id": ObjectId(invitation_id)})
        return _to_invitation(found) if found else None

    def remove(self, invitation_id: str) -> Invitation | None:
        found = self._invitations.find_one_and_delete({"_id": ObjectId(invitation_id)})
        return _to_invitation(found) if found else None

    def use(self, code_hash: str) -> bool:
        good = {"code_hash": code_hash, "left": {"$gt": 0}, "expires_at": {"$gt": now()}}
        return self._invitations.update_one(good, {"$inc": {"left": -1, "uses": 1}}).modified_count == 1

    def give_back(self, code_hash: str) -> None:
        self._invitations.update_one({"code_hash": code_hash}, {"$inc": {"left": 1, "uses": -1}})


@raising_unavailable
class MongoReports:
    """What users told the moderators of."""

    def __init__(self, database: Database[Fields]) -> None:
        self._reports = collection_of(database, models.Report)

    def add(self, report: Report) -> Report:
        key = _open_key(report)
        document = new_document(
            models.Report,
            open_key=key,
            reporter_id=ObjectId(report.reporter_id),
            user_id=ObjectId(report.user_id),
            message_id=report.message_id,
            content=report.content,
            reason=report.reason,
            state=report.state,
            created_at=report.created_at,
        )
        try:
            self._reports.insert_one(document)
        except DuplicateKeyError:
            return _to_report(self._reports.find_one({"open_key": key}) or document)
        return _to_report(document)

    def page(self, state: ReportState, *, after: Moment | None, limit: int) -> list[Report]:
        found = newest_first(self._reports, {"state": state}, "created_at", after=after, limit=limit)
        return [_to_report(each) for each in found]

    def get(self, report_id: str) -> Report | None:
        found = self._reports.find_one({"_id": ObjectId(report_id)})
        return _to_report(found) if found else None

    def update(self, report_id: str, **changes: Any) -> Report | None:
        key = {"_id": ObjectId(report_id)}
        found = self._reports.find_one(key)
        if found is None:
            return None
        if "closed_by" in changes and changes["closed_by"] is not None:
            changes["closed_by"] = ObjectId(changes["closed_by"])
        gone = {name: "" for name, value in changes.items() if value is None}
        update: Fields = {"$set": {name: value for name, value in changes.items() if value is not None}}
        if changes.get("state") == "open":
            update["$set"]["open_key"] = _open_key(_to_report(found))
        elif changes.get("state") == "closed":
            gone["open_key"] = ""
        if gone:
            update["$unset"] = gone
        try:
            changed = self._reports.find_one_and_update(key, update, return_document=ReturnDocument.AFTER)
        except DuplicateKeyError:
            raise Conflict("The same was reported again by the same person, and that report is open.") from None
        return _to_report(changed) if changed else None


@raising_unavailable
class MongoNodes:
    """Two documents, one for each kind. Who comes looks at the other one, writes its own and looks again: of two that
    come at once at least one sees the other.
    """

    def __init__(self, database: Database[Fields]) -> None:
        self._server = collection_of(database, models.ServerDocument)

    def alone(self, holder: str, until: datetime) -> bool:
        mine = {"$set": {"holder": holder, "until": until}}
        living = ALONE | {"holder": holder, "until": {"$gt": now()}}
        if self._server.update_one(living, mine).matched_count == 1:
            return True
        if self._lives(TOGETHER) or not self._took_over(ALONE, mine):
            return False
        if self._lives(TOGETHER):
            self.leave(holder)
            return False
        return True

    def together(self, until: datetime) -> bool:
        if self._lives(ALONE):
            return False
        self._server.update_one(TOGETHER, {"$set": {"until": until}}, upsert=True)
        return not self._lives(ALONE)

    def leave(self, holder: str) -> None:
        self._server.delete_one(ALONE | {"holder": holder})

    def _took_over(self, key: Fields, update: Fields) -> bool:
        try:
            # Where another one lives the filter finds nothing, and the insertion meets its _id.
            self._server.update_one(key | {"until": {"$lte": now()}}, update, upsert=True)
        except DuplicateKeyError:
            return False
        return True

    def _lives(self, key: Fields) -> bool:
        return self._server.find_one(key | {"until": {"$gt": now()}}) is not None


@raising_unavailable
class MongoServerSettings:
    """What is said once of the whole server."""

    def __init__(self, database: Database[Fields]) -> None:
        self._server = collection_of(database, models.ServerDocument)

    def registration(self) -> Registration:
        found = self._server.find_one(SETTINGS) or {}
        registration: Registration = found.get("registration", "open")
        return registration

    def set_registration(self, registration: Registration) -> None:
        self._server.update_one(SETTINGS, {"$set": {"registration": registration}}, upsert=True)

    def claim_founding(self) -> bool:
        try:
            # Where another one's claim still runs the filter finds nothing, and the insertion meets that claim's _id.
            self._server.update_one(
                FOUNDER | {"at": {"$lte": now() - FOUNDING_TIME}}, {"$set": {"at": now()}}, upsert=True
            )
        except DuplicateKeyError:
            return False
        return True

    def give_up_founding(self) -> None:
        self._server.delete_one(FOUNDER)


def _open_key(report: Report) -> str:
    return f"{report.reporter_id}:{report.message_id or report.user_id}"


def _to_record(document: Fields) -> AuditRecord:
    actor_id = document.get("actor_id")
    return AuditRecord(
        id=str(document["_id"]),
        at=document["at"],
        actor_id=UserId(str(actor_id)) if actor_id else None,
        actor=document["actor"],
        address=document.get("address", ""),
        action=document["action"],
        target_id=document.get("target_id"),
        target=document.get("target"),
        details=document.get("details", {}),
    )


def _to_invitation(document: Fields) -> Invitation:
    return Invitation(
        id=str(document["_id"]),
        note=document.get("note"),
        created_by=UserId(str(document["created_by"])),
        created_at=document["created_at"],
        expires_at=document["expires_at"],
        uses=document.get("uses", 0),
        max_uses=document["left"] + document.get("uses", 0),
    )


def _to_report(document: Fields) -> Report:
    message_id, closed_by = document.get("message_id"), document.get("closed_by")
    return Report(
        id=str(document["_id"]),
        reporter_id=UserId(str(document["reporter_id"])),
        user_id=UserId(str(document["user_id"])),
        message_id=MessageId(message_id) if message_id else None,
        content=document.get("content"),
        reason=document["reason"],
        created_at=document["created_at"],
        state=document["state"],
        note=document.get("note"),
        closed_at=document.get("closed_at"),
        closed_by=UserId(str(closed_by)) if closed_by else None,
    )
