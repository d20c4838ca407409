"""What one does by a link in a mail: confirm an address, set a forgotten password, change the address, stop that.

A link is `<client page>#token=<user id>.<secret>`: in the fragment, which browsers send to no server. The secret's hash
stands in the user's document for 30 minutes. What a request causes is done after its answer, in a greenlet of its own:
how long the answer takes does not tell whether an address is known.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from gevent.pool import Group

from chat_app.bus.interface import Bus
from chat_app.errors import ChatError, InvalidInput, LinkExpired
from chat_app.keyring import MailToken, Purpose
from chat_app.mail.post import Post
from chat_app.protocol.frames import is_object_id
from chat_app.records import User, now
from chat_app.services import letters
from chat_app.services.confirmation import Confirmation
from chat_app.services.hashes import hash_of
from chat_app.services.passwords import Passwords
from chat_app.services.strength import check_strength
from chat_app.store.folding import fold
from chat_app.store.people import Keyrings, Users
from chat_app.types import UserId

logger = structlog.stdlib.get_logger(__name__)

LIFE = timedelta(minutes=30)
MOST = 3
"""Links of a kind that are good at a time: nobody's mailbox is flooded, and whoever asks in vain has three."""
TRIES = 5
"""How often a link is tried to be noted while others are at the same moment."""
PAGES: dict[Purpose, str] = {
    "verify_email": "/verify-email",
    "reset_password": "/reset-password",
    "change_email": "/confirm-email",
    "cancel_email": "/cancel-email",
}
OF_AN_ADDRESS: tuple[Purpose, ...] = ("verify_email", "reset_password", "change_email")
"""What ends when an account's address or password becomes another one."""


class EmailLinks:
    """Mails links, and does what they are for.

    Args:
        public_url: where the web client is.
    """

    def __init__(
        self,
        users: Users,
        keyrings: Keyrings,
        bus: Bus,
        passwords: Passwords,
        confirmation: Confirmation,
        post: Post,
        *,
        public_url: str,
    ) -> None:
        self._users = users
        self._keyrings = keyrings
        self._bus = bus
        self._passwords = passwords
        self._confirmation = confirmation
        self._post = post
        self._public_url = public_url
        self.jobs = Group()

    def ask_to_verify(self, user: User) -> None:
        """Mail a link that confirms the address, if it is not confirmed."""
        if not user.email_verified:
            self._later(self._mail_verification, user)

    def verify(self, token: str) -> None:
        """The address is the user's. Raises LinkExpired."""
        user, link = self._find(token, "verify_email")
        if link.email != user.email:
            raise LinkExpired
        self._spend(user, link, {"email_verified": True}, ends=("verify_email",))

    def forgot(self, email: str) -> None:
        """Mail a link for a new password, if the address is somebody's."""
        self._later(self._mail_reset, email)

    def reset(self, token: str, new_password: str) -> User:
        """Set the password, sign all devices out, and end the links that are out. The address is proven by it.

        Raises:
            LinkExpired: the link is none of ours, was used or has expired.
            InvalidInput: the password is easy to guess; the link stays good.
        """
        user, link = self._find(token, "reset_password")
        check_strength(new_password, hints=(user.username, user.email), field="new_password")
        changes = {"password_hash": self._passwords.hash(new_password), "email_verified": True}
        self._spend(user, link, changes, ends=tuple(PAGES), sign_out=True)
        if not user.email_verified:
            # Whoever signed up with somebody else's address must not have left a way in behind.
            self._keyrings.forget(user.id)
        self._post.send(letters.changed(user, "Your password was changed, and all devices were signed out."))
        return user

    def ask_to_change(self, user: User, email: str, password: str) -> None:
        """Mail the new address a link that confirms it, and the old one a link that stops it.

        Raises:
            BadCredentials: the password is wrong.
            InvalidInput: that is the address already.
        """
        self._confirmation.check(user, password)
        if fold(email) == fold(user.email):
            raise InvalidInput(errors={"email": ["That is your address already."]})
        self._later(self._mail_change, user, email)

    def change(self, token: str) -> None:
        """Take the new address. Raises LinkExpired; Taken when it became somebody's meanwhile."""
        user, link = self._find(token, "change_email")
        self._spend(user, link, {"email": link.email, "email_verified": True}, ends=OF_AN_ADDRESS)

    def cancel(self, token: str) -> None:
        """Stop a change, or undo it: then all devices are signed out, for whoever did it has the password.

        Raises:
            LinkExpired: the link is none of ours, was used or has expired.
            Taken: the old address became somebody else's meanwhile.
        """
        user, link = self._find(token, "cancel_email")
        done = link.email != user.email
        changes = {"email": link.email, "email_verified": True} if done else {}
        self._spend(user, link, changes, ends=tuple(PAGES), sign_out=done)

    def _mail_verification(self, user: User) -> None:
        if url := self._new_link(user.id, "verify_email", user.email):
            self._post.send(letters.verify(user, url))

    def _mail_reset(self, email: str) -> None:
        user = self._users.by_login(email)
        if user is None or _is_shut(user):
            return
        if url := self._new_link(user.id, "reset_password", user.email):
            self._post.send(letters.reset(user, url))

    def _mail_change(self, user: User, email: str) -> None:
        stop = self._new_link(user.id, "cancel_email", user.email)
        if stop is None:
            return
        self._post.send(letters.announce_change(user, email, stop))
        if self._users.by_login(email) is not None:
            self._post.send(letters.address_in_use(email))
        elif url := self._new_link(user.id, "change_email", email):
            self._post.send(letters.confirm_change(user, email, url))

    def _new_link(self, user_id: UserId, purpose: Purpose, email: str) -> str | None:
        """A link, noted before it goes out; None while enough of its kind are good."""
        secret = secrets.token_urlsafe(32)
        link = MailToken(purpose, hash_of(secret), email, now() + LIFE)
        for _ in range(TRIES):
            held = self._keyrings.of(user_id).mail_tokens
            if sum(each.purpose == purpose and each.expires_at > now() for each in held) >= MOST:
                return None
            if self._keyrings.add_mail_token(user_id, link, beside=len(held)):
                return f"{self._public_url}{PAGES[purpose]}#token={user_id}.{secret}"
        return None

    def _find(self, token: str, purpose: Purpose) -> tuple[User, MailToken]:
        user_id, _, secret = token.partition(".")
        user = self._users.get(UserId(user_id)) if is_object_id(user_id) else None
        links = self._keyrings.of(user.id).mail_tokens if user else ()
        link = next((each for each in links if hmac.compare_digest(each.hash, hash_of(secret))), None)
        if user is None or _is_shut(user) or link is None or link.purpose != purpose:
            raise LinkExpired
        return user, link

    def _spend(
        self,
        user: User,
        link: MailToken,
        changes: dict[str, Any],
        *,
        ends: tuple[Purpose, ...],
        sign_out: bool = False,
    ) -> None:
        if not self._keyrings.spend_mail_token(user.id, link, changes, ends=ends, sign_out=sign_out):
            raise LinkExpired
        if sign_out:
            self._bus.sign_out(user.id, None)

    def _later(self, what: Callable[..., None], *args: object) -> None:
        def do() -> None:
            try:
                what(*args)
            except ChatError as error:
                logger.warning("a mail was not written", code=error.code)

        self.jobs.spawn(do)


def _is_shut(user: User) -> bool:
    return user.deactivated_at is not None and not user.may_return
