"""Signing up, signing in, and the devices that are signed in."""

from __future__ import annotations

import dataclasses
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from chat_app.bus.interface import Bus
from chat_app.errors import BadCredentials, InvalidInput, NotAuthenticated, NotFound
from chat_app.mail.post import Post
from chat_app.protocol.frames import is_object_id
from chat_app.records import Session, User, now
from chat_app.services import letters
from chat_app.services.bruteforce import Guard
from chat_app.services.confirmation import Confirmation
from chat_app.services.devices import Device, KnownDevices
from chat_app.services.factors import Factors
from chat_app.services.hashes import hash_of
from chat_app.services.passwords import Passwords
from chat_app.services.strength import check_strength
from chat_app.store.people import Users
from chat_app.types import SessionId, UserId

REFRESH_BYTES = 32


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user on a device: the refresh token that gets access tokens, the device's mark."""

    user: User
    session_id: SessionId
    refresh_token: str
    mark: str


class Accounts:
    """Who is who.

    Args:
        refresh_ttl: seconds a session lives without use.
    """

    def __init__(
        self,
        users: Users,
        bus: Bus,
        passwords: Passwords,
        guard: Guard,
        factors: Factors,
        known_devices: KnownDevices,
        post: Post,
        *,
        refresh_ttl: int,
    ) -> None:
        self._users = users
        self._bus = bus
        self._passwords = passwords
        self._guard = guard
        self._factors = factors
        self._known_devices = known_devices
        self._confirmation = Confirmation(passwords, guard)
        self._post = post
        self._refresh_ttl = timedelta(seconds=refresh_ttl)

    def register(
        self, username: str, email: str, password: str, display_name: str | None = None, *, role: str = "user"
    ) -> User:
        """A new account.

        Raises:
            Taken: the username or the address is somebody's.
            InvalidInput: the password is too easy to guess.
        """
        check_strength(password, hints=(username, email))
        return self._users.add(
            User(
                id=UserId(""),
                username=username,
                email=email,
                email_verified=False,
                password_hash=self._passwords.hash(password),
                display_name=display_name or username,
                bio=None,
                avatar_url=None,
                settings={},
                role=role,
                last_seen=None,
                sessions=(),
                created_at=now(),
                deactivated_at=None,
            )
        )

    def sign_in(self, login: str, password: str, device: Device, code: str | None = None) -> SignedIn:
        """Sign a device in. An unknown user costs as much time as a wrong password.

        Raises:
            BadCredentials: unknown user, wrong password or deactivated account: they look alike; or a wrong code.
            SecondFactorRequired: the password is right, and a code is wanted.
            RateLimited: too many tries lately; services/bruteforce.py has the rules.
            Unavailable: too many others are signing in.
        """
        self._passwords.expect_room()
        user = self._users.by_login(login)
        attempt = self._guard.attempt(login, user, device)
        self._guard.admit(attempt)
        try:
            proven = self._proven(user, password, device, code)
        except BadCredentials:
            self._guard.failed(attempt)
            raise
        self._guard.succeeded(attempt)
        return self.let_in(proven, device)

    def _proven(self, user: User | None, password: str, device: Device, code: str | None) -> User:
        if not self._passwords.matches(password, user.password_hash if user else None) or user is None:
            raise BadCredentials
        if user.deactivated_at is not None and not user.may_return:
            raise BadCredentials
        self._factors.check(user, code, device)
        return user

    def let_in(self, user: User, device: Device) -> SignedIn:
        """Sign a device in, whoever it is having been proven. Who deactivated the account themselves is back.

        Raises:
            BadCredentials: the account was deactivated by an admin, or deleted.
        """
        if user.deactivated_at is not None:
            returned = self._users.reactivate(user.id, by="user") if user.may_return else None
            if returned is None:
                raise BadCredentials
            user = returned
        return self.open_session(user, device)

    def mark(self, user: User, device: Device) -> str:
        """What lets a device be known again on which this user has been."""
        return self._known_devices.mark(user.id, device)

    def device_name(self, device: Device) -> str | None:
        """The name of a device that anyone was signed in on before."""
        return self._known_devices.name(device.mark)

    def open_session(self, user: User, device: Device) -> SignedIn:
        """Sign a device in without asking for anything."""
        session_id, secret, time = SessionId(secrets.token_hex(12)), secrets.token_urlsafe(REFRESH_BYTES), now()
        session = Session(
            id=session_id,
            refresh_hash=hash_of(secret),
            device=device.name[:200],
            address=device.address[:64],
            created_at=time,
            last_used_at=time,
            expires_at=time + self._refresh_ttl,
        )
        if not self._users.add_session(user, session):
            # The password was changed while this one was being checked.
            raise BadCredentials
        return self._signed_in(user, session_id, secret, device)

    def refresh(self, refresh_token: str, device: Device) -> SignedIn:
        """Rotate a refresh token. An old one that comes again was stolen or lost: its session ends.

        Raises:
            NotAuthenticated: unknown, expired, revoked or used before.
        """
        user, session, secret = self._of_refresh_token(refresh_token)
        if not hmac.compare_digest(session.refresh_hash, hash_of(secret)):
            self._end(user.id, [session.id])
            raise NotAuthenticated("This sign-in was ended because its token was used twice.")
        fresh, time = secrets.token_urlsafe(REFRESH_BYTES), now()
        rotated = dataclasses.replace(
            session,
            refresh_hash=hash_of(fresh),
            address=device.address[:64],
            last_used_at=time,
            expires_at=time + self._refresh_ttl,
        )
        if not self._users.rotate_session(user.id, session.id, session.refresh_hash, rotated):
            self._end(user.id, [session.id])
            raise NotAuthenticated("This sign-in was ended because its token was used twice.")
        return self._signed_in(user, session.id, fresh, device)

    def authenticated(self, user_id: UserId, session_id: SessionId) -> User:
        """The user of an access token whose signature is good, if the session still lives.

        Raises:
            NotAuthenticated: signed out, expired or deactivated.
        """
        user = self._users.get(user_id)
        session = user.session(session_id) if user else None
        if user is None or user.deactivated_at is not None or session is None or session.expires_at < now():
            raise NotAuthenticated("This sign-in has ended.")
        return user

    def signed_out_since(self, time: datetime) -> list[User]:
        """The users of whom a device was signed out since then, by whatever process."""
        return self._users.signed_out_since(time)

    def sign_out(self, user_id: UserId, session_id: SessionId) -> None:
        """End a session and close its sockets. Raises NotFound for one that is not the user's."""
        user = self._users.get(user_id)
        if user is None or user.session(session_id) is None:
            raise NotFound("There is no such session.")
        self._end(user_id, [session_id])

    def sign_out_others(self, user: User, *, keep: SessionId) -> None:
        """End every session but one, and close their sockets."""
        self._users.remove_sessions(user.id, keep=keep)
        self._bus.sign_out(user.id, [session.id for session in user.sessions if session.id != keep])

    def change_password(self, user: User, current: str, new: str, *, keep: SessionId) -> None:
        """Set a new password and sign the other devices out.

        Raises:
            BadCredentials: the current password is wrong.
            RateLimited: it was, too often.
            InvalidInput: the new one is too easy to guess, or the old one.
        """
        self._confirmation.check(user, current, field="current_password")
        if new == current:
            raise InvalidInput(errors={"new_password": ["Must differ from the current one."]})
        self.set_password(user, new, keep=keep)
        self._post.send(letters.changed(user, "Your password was changed, and your other devices were signed out."))

    def set_password(self, user: User, new: str, *, keep: SessionId | None = None) -> None:
        """Set a new password and sign all devices out but one. Raises InvalidInput for an easy one."""
        check_strength(new, hints=(user.username, user.email), field="new_password")
        self._users.set_password(user.id, self._passwords.hash(new), keep=keep)
        self._bus.sign_out(user.id, [session.id for session in user.sessions if session.id != keep])

    def _signed_in(self, user: User, session_id: SessionId, secret: str, device: Device) -> SignedIn:
        # The user's id stands in the refresh token, so that no index of sessions is needed.
        refresh_token = f"{user.id}.{session_id}.{secret}"
        return SignedIn(user, session_id, refresh_token, self.mark(user, device))

    def _of_refresh_token(self, token: str) -> tuple[User, Session, str]:
        user_id, _, rest = token.partition(".")
        session_id, _, secret = rest.partition(".")
        user = self._users.get(UserId(user_id)) if is_object_id(user_id) else None
        session = user.session(session_id) if user else None
        if user is None or user.deactivated_at is not None or session is None or session.expires_at < now():
            raise NotAuthenticated("This sign-in has ended.")
        return user, session, secret

    def _end(self, user_id: UserId, session_ids: list[SessionId]) -> None:
        for session_id in session_ids:
            self._users.remove_sessions(user_id, only=session_id)
        self._bus.sign_out(user_id, session_ids)
