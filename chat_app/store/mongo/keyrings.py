"""`Keyrings` on the collection `users`: each change is one update of one document, so that nothing is taken twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from bson import ObjectId
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from chat_app import models
from chat_app.errors import Taken
from chat_app.keyring import Keyring, MailToken, Passkey, Purpose, SpentChallenge, Totp
from chat_app.records import now
from chat_app.store.folding import fold
from chat_app.store.mongo.documents import Fields, collection_of, raising_unavailable
from chat_app.types import UserId

FIELDS = ("mail_tokens", "totp", "recovery_hashes", "passkeys", "spent_challenges")


@raising_unavailable
class MongoKeyrings:
    """What proves who somebody is."""

    def __init__(self, database: Database[Fields]) -> None:
        self._users = collection_of(database, models.User)

    def of(self, user_id: UserId) -> Keyring:
        found = self._users.find_one({"_id": ObjectId(user_id)}, FIELDS) or {}
        return Keyring(
            mail_tokens=tuple(MailToken(**each) for each in found.get("mail_tokens", ())),
            totp=Totp(**found["totp"]) if found.get("totp") else None,
            recovery_hashes=frozenset(found.get("recovery_hashes", ())),
            passkeys=tuple(Passkey(**each) for each in found.get("passkeys", ())),
        )

    def forget(self, user_id: UserId) -> None:
        self._users.update_one({"_id": ObjectId(user_id)}, {"$unset": dict.fromkeys(FIELDS, "")})

    def add_mail_token(self, user_id: UserId, token: MailToken, *, beside: int) -> bool:
        self._drop_expired(user_id, "mail_tokens")
        return self._did(
            {"_id": ObjectId(user_id), f"mail_tokens.{beside}": {"$exists": False}},
            {"$push": {"mail_tokens": asdict(token)}},
        )

    def spend_mail_token(
        self,
        user_id: UserId,
        token: MailToken,
        changes: Mapping[str, Any],
        *,
        ends: Collection[Purpose],
        sign_out: bool = False,
    ) -> bool:
        update: dict[str, Any] = {
            "$set": dict(changes),
            "$inc": {"version": 1},
            "$pull": {"mail_tokens": {"purpose": {"$in": list(ends)}}},
        }
        if "email" in changes:
            update["$set"]["email_key"] = fold(changes["email"])
        if sign_out:
            update["$set"] |= {"sessions": [], "access_tokens": [], "signed_out_at": now()}
        unspent = {"purpose": token.purpose, "hash": token.hash, "expires_at": {"$gt": now()}}
        try:
            return self._did({"_id": ObjectId(user_id), "mail_tokens": {"$elemMatch": unspent}}, update)
        except DuplicateKeyError:
            raise Taken("That email is taken.", errors={"email": ["Already taken."]}) from None

    def set_totp(self, user_id: UserId, totp: Totp | None, recovery_hashes: Collection[str] = ()) -> None:
        change: Fields = {"$unset": {"totp": ""}}
        if totp is not None:
            change = {"$set": {"totp": asdict(totp)}}
        change.setdefault("$set", {})["recovery_hashes"] = list(recovery_hashes)
        self._users.update_one({"_id": ObjectId(user_id)}, change)

    def set_recovery_hashes(self, user_id: UserId, recovery_hashes: Collection[str]) -> None:
        self._users.update_one({"_id": ObjectId(user_id)}, {"$set": {"recovery_hashes": list(recovery_hashes)}})

    def advance_totp(self, user_id: UserId, totp: Totp, step: int) -> bool:
        return self._did(
            {"_id": ObjectId(user_id), "totp.sealed": totp.sealed, "totp.last_step": {"$lt": step}},
            {"$set": {"totp.last_step": step}},
        )

    def spend_recovery_hash(self, user_id: UserId, recovery_hash: str) -> bool:
        return self._did(
            {"_id": ObjectId(user_id), "recovery_hashes": recovery_hash}, {"$pull": {"recovery_hashes": recovery_hash}}
        )

    def add_passkey(self, user_id: UserId, passkey: Passkey, spent: SpentChallenge) -> bool:
        self._drop_expired(user_id, "spent_challenges")
        return self._did(
            {"_id": ObjectId(user_id), "spent_challenges.id": {"$ne": spent.id}},
            {"$push": {"passkeys": asdict(passkey), "spent_challenges": asdict(spent)}},
        )

    def use_passkey(self, user_id: UserId, before: Passkey, after: Passkey, spent: SpentChallenge) -> bool:
        self._drop_expired(user_id, "spent_challenges")
        as_read = {"id": before.id, "sign_count": before.sign_count}
        return self._did(
            {
                "_id": ObjectId(user_id),
                "passkeys": {"$elemMatch": as_read},
                "spent_challenges.id": {"$ne": spent.id},
            },
            {"$set": {"passkeys.$": asdict(after)}, "$push": {"spent_challenges": asdict(spent)}},
        )

    def remove_passkey(self, user_id: UserId, passkey_id: str) -> bool:
        return self._did(
            {"_id": ObjectId(user_id), "passkeys.id": passkey_id}, {"$pull": {"passkeys": {"id": passkey_id}}}
        )

    def _drop_expired(self, user_id: UserId, field: str) -> None:
        self._users.update_one({"_id": ObjectId(user_id)}, {"$pull": {field: {"expires_at": {"$lt": now()}}}})

    def _did(self, condition: Fields, change: Fields) -> bool:
        return self._users.update_one(condition, change).matched_count == 1
