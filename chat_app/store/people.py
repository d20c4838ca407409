"""What the services ask of a store about people: accounts, what proves them, and contacts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol

from chat_app.keyring import Keyring, MailToken, Passkey, Purpose, SpentChallenge, Totp
from chat_app.records import (
    AccessToken,
    Contact,
    Found,
    Session,
    User,
)
from chat_app.types import ContactState, SessionId, UserId


class Users(Protocol):
    """People and their signed-in devices."""

    def add(self, user: User) -> User:
        """Store a new user and return it with its id. Raises Taken, with the field in `errors`."""

    def add_many(self, users: Sequence[User]) -> list[User]:
        """Store new users at once, for imports and seeds. Raises Taken."""

    def get(self, user_id: UserId) -> User | None:
        """That user, deactivated or not."""

    def get_many(self, user_ids: Iterable[UserId]) -> dict[UserId, User]:
        """Those of the users that exist."""

    def by_login(self, login: str) -> User | None:
        """The user of that username or e-mail address, whatever the case."""

    def by_usernames(self, usernames: Sequence[str]) -> list[UserId]:
        """The ids of the users of these names, whatever the case."""

    def search(self, prefix: str, *, start: str | None, limit: int) -> Found:
        """Active users whose username or display name begins so (folded), by that name, from the key `start` on.

        There may be fewer than `limit` though more follow.
        """

    def all(self) -> list[User]:
        """All users, in no order, for the CLI."""

    def update(self, user_id: UserId, *, version: int | None = None, **changes: Any) -> User | None:
        """Change fields of a user, and count its version on. Raises Taken.

        None when there is no such user, or its version is not `version` any more, where one is given.
        """

    def set_blocked(self, user_id: UserId, other: UserId, *, blocked: bool) -> None:
        """Note at both that the one has blocked the other, or not any more."""

    def add_session(self, user: User, session: Session) -> bool:
        """Note a signed-in device; those that expired, and the oldest of too many, go.

        False when the password has changed since `user` was read, or the account was deactivated.
        """

    def deactivate(self, user_id: UserId, *, by: Literal["user", "admin"]) -> None:
        """Let nobody in any more, and sign all devices out, in one go."""

    def reactivate(self, user_id: UserId, *, by: Literal["user", "admin"]) -> User | None:
        """Let the user in again; None when there is nothing of that kind to end. Admins end any but a deletion."""

    def set_password(self, user_id: UserId, password_hash: str, *, keep: SessionId | None = None) -> None:
        """Give a new password and sign all devices out but one, in one go."""

    def rotate_session(self, user_id: UserId, session_id: SessionId, old_hash: str, session: Session) -> bool:
        """Put `session` in place if its hash is still `old_hash`; False when it is not."""

    def remove_sessions(self, user_id: UserId, *, only: SessionId | None = None, keep: SessionId | None = None) -> None:
        """Sign devices out: one, or all but one, or all."""

    def add_access_token(self, user_id: UserId, token: AccessToken, *, at_most: int) -> bool:
        """Keep a personal access token; False when the user has so many already."""

    def remove_access_token(self, user_id: UserId, token_id: SessionId) -> bool:
        """Forget a personal access token; False when there is none of that id."""

    def used_access_token(self, user_id: UserId, token_id: SessionId, time: datetime) -> None:
        """Note when a personal access token was last used."""

    def signed_out_since(self, time: datetime) -> list[User]:
        """The users of whom a device was signed out since then."""

    def saw(self, last_seen: Mapping[UserId, datetime]) -> None:
        """Write when users were last seen, all in one go."""


class Keyrings(Protocol):
    """What proves who somebody is. Each change is done once or not at all, whatever else happens at that moment."""

    def of(self, user_id: UserId) -> Keyring:
        """The user's; an empty one for who is not there."""

    def forget(self, user_id: UserId) -> None:
        """Drop all of it."""

    def add_mail_token(self, user_id: UserId, token: MailToken, *, beside: int) -> bool:
        """Note a link that is about to be mailed; False when there are more than `beside` others by now."""

    def spend_mail_token(
        self,
        user_id: UserId,
        token: MailToken,
        changes: Mapping[str, Any],
        *,
        ends: Collection[Purpose],
        sign_out: bool = False,
    ) -> bool:
        """Change fields of the user and end the links of these purposes, if this one is good still.

        With `sign_out` all devices are signed out as well. False when the link was used, or has expired. Raises Taken.
        """

    def set_totp(self, user_id: UserId, totp: Totp | None, recovery_hashes: Collection[str] = ()) -> None:
        """Put an authenticator app and its recovery codes in place of what was there, or take it away."""

    def set_recovery_hashes(self, user_id: UserId, recovery_hashes: Collection[str]) -> None:
        """Put these recovery codes in place of the others."""

    def advance_totp(self, user_id: UserId, totp: Totp, step: int) -> bool:
        """Use up the codes up to `step`; False when that step was used already, or the app is another one by now."""

    def spend_recovery_hash(self, user_id: UserId, recovery_hash: str) -> bool:
        """Use up a recovery code; False when it is none."""

    def add_passkey(self, user_id: UserId, passkey: Passkey, spent: SpentChallenge) -> bool:
        """Note a passkey; False when the challenge was answered before."""

    def use_passkey(self, user_id: UserId, before: Passkey, after: Passkey, spent: SpentChallenge) -> bool:
        """Note a use; False when the passkey was used or removed meanwhile, or the challenge answered before."""

    def remove_passkey(self, user_id: UserId, passkey_id: str) -> bool:
        """Take a passkey away; False when it is none of the user's."""


class Contacts(Protocol):
    """Whom users know, and whom they blocked."""

    def get(self, user_id: UserId, contact_id: UserId) -> Contact | None:
        """What the one keeps about the other."""

    def of_user(self, user_id: UserId) -> list[Contact]:
        """All that the user keeps about others, whatever its state."""

    def put(self, user_id: UserId, contact_id: UserId, **changes: Any) -> Contact:
        """Make or change a row."""

    def move(
        self, user_id: UserId, contact_id: UserId, *, before: Collection[ContactState], after: ContactState
    ) -> Contact | None:
        """Move a row from one of the states `before` to `after`; None when it is in no such state, or not there.

        `none` takes the other off the list: the nickname goes, a block stays.
        """
