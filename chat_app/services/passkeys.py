"""Passkeys (WebAuthn, https://www.w3.org/TR/webauthn-3/): signing in with a key in one's device, without a password.

The device must ask for a finger, a face or a PIN: a passkey is two factors by itself, and no code is asked
for. The key names its user to us: nobody has to type who they are, and options tell of no account.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict, parse_client_data_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from chat_app.errors import BadCredentials, Conflict, InvalidInput, NotFound
from chat_app.keyring import Passkey, SpentChallenge
from chat_app.mail.post import Post
from chat_app.protocol.frames import is_object_id
from chat_app.records import User, now
from chat_app.services import letters
from chat_app.services.accounts import Accounts, SignedIn
from chat_app.services.challenges import LIFE, Challenges
from chat_app.services.confirmation import Confirmation
from chat_app.services.devices import Device
from chat_app.store.people import Keyrings, Users
from chat_app.types import UserId

logger = structlog.stdlib.get_logger(__name__)

MAX_PASSKEYS = 20
Credential = Mapping[str, Any]
"""A `PublicKeyCredential` as a browser's `toJSON()` gives it."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Us, as browsers know us: the domain that passkeys belong to, and the pages that may ask for them."""

    id: str
    origins: Sequence[str]


class Passkeys:
    """Adds, uses and removes passkeys."""

    def __init__(
        self,
        users: Users,
        keyrings: Keyrings,
        accounts: Accounts,
        confirmation: Confirmation,
        challenges: Challenges,
        post: Post,
    ) -> None:
        self._users = users
        self._keyrings = keyrings
        self._accounts = accounts
        self._confirmation = confirmation
        self._challenges = challenges
        self._post = post

    def creation_options(self, user: User, party: RelyingParty) -> dict[str, Any]:
        """What `navigator.credentials.create()` wants; good for five minutes."""
        options = generate_registration_options(
            rp_id=party.id,
            rp_name="Chat",
            user_id=bytes.fromhex(user.id),
            user_name=user.username,
            user_display_name=user.display_name,
            challenge=self._challenges.new("register", user.id),
            timeout=LIFE * 1_000,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=each.credential_id) for each in self._keyrings.of(user.id).passkeys
            ],
        )
        return options_to_json_dict(options)

    def add(self, user: User, name: str, credential: Credential, party: RelyingParty) -> Passkey:
        """Note what the browser made of the options.

        Raises:
            InvalidInput: it is not what was asked for, or too late, or came before.
            Conflict: there are too many passkeys, or this one is there already.
        """
        challenge = _challenge_of(credential)
        spent = self._challenges.read(challenge, "register", user.id)
        passkey = self._verified(name, credential, challenge, party)
        if spent is None or passkey is None:
            raise InvalidInput(errors={"credential": ["Not accepted; ask for new options and try again."]})
        held = self._keyrings.of(user.id).passkeys
        if len(held) >= MAX_PASSKEYS or any(each.credential_id == passkey.credential_id for each in held):
            raise Conflict(f"That passkey is there already, or {MAX_PASSKEYS} others are.")
        if not self._keyrings.add_passkey(user.id, passkey, spent):
            raise InvalidInput(errors={"credential": ["Came before; ask for new options and try again."]})
        self._post.send(letters.changed(user, f"The passkey “{name}” was added."))
        return passkey

    def remove(self, user: User, passkey_id: str, password: str) -> None:
        """Take a passkey away. Raises BadCredentials; NotFound for one that is not the user's."""
        self._confirmation.check(user, password)
        if not self._keyrings.remove_passkey(user.id, passkey_id):
            raise NotFound("There is no such passkey.")
        self._post.send(letters.changed(user, "A passkey was removed."))

    def request_options(self, party: RelyingParty) -> dict[str, Any]:
        """What `navigator.credentials.get()` wants, for whoever it will be; good for five minutes."""
        challenge = self._challenges.new("sign in")
        options = generate_authentication_options(
            rp_id=party.id,
            challenge=challenge,
            timeout=LIFE * 1_000,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options) | {"challenge_id": bytes_to_base64url(challenge)}

    def sign_in(self, challenge_id: str, credential: Credential, party: RelyingParty, device: Device) -> SignedIn:
        """Sign a device in by what the browser made of the options.

        Raises:
            BadCredentials: whatever is wrong with it: nothing is told.
        """
        challenge = _bytes(challenge_id)
        spent = self._challenges.read(challenge, "sign in")
        user, before = self._named(credential)
        if spent is None or user is None or before is None:
            raise BadCredentials("That passkey was not accepted.")
        after = self._used(user, before, credential, challenge, party, spent)
        if after is None:
            raise BadCredentials("That passkey was not accepted.")
        return self._accounts.let_in(user, device)

    def _verified(self, name: str, credential: Credential, challenge: bytes, party: RelyingParty) -> Passkey | None:
        try:
            made = verify_registration_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=party.id,
                expected_origin=list(party.origins),
                require_user_verification=True,
            )
        except Exception as error:  # noqa: BLE001 - its parsers raise whatever a hostile attestation provokes
            logger.info("a passkey was not accepted", reason=type(error).__name__)
            return None
        return Passkey(
            id=secrets.token_hex(12),
            name=name,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            created_at=now(),
            last_used_at=None,
        )

    def _named(self, credential: Credential) -> tuple[User | None, Passkey | None]:
        """Whom the key names, and which of that user's it is."""
        response = credential.get("response")
        user_id = _bytes(response.get("userHandle") if isinstance(response, dict) else None).hex()
        user = self._users.get(UserId(user_id)) if is_object_id(user_id) else None
        if user is None:
            return None, None
        wanted = _bytes(credential.get("id"))
        return user, next((each for each in self._keyrings.of(user.id).passkeys if each.credential_id == wanted), None)

    def _used(
        self,
        user: User,
        before: Passkey,
        credential: Credential,
        challenge: bytes,
        party: RelyingParty,
        spent: SpentChallenge,
    ) -> Passkey | None:
        try:
            # Also refuses a signature counter that did not move on: the key was copied.
            proof = verify_authentication_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=party.id,
                expected_origin=list(party.origins),
                credential_public_key=before.public_key,
                credential_current_sign_count=before.sign_count,
                require_user_verification=True,
            )
        except Exception as error:  # noqa: BLE001 - as above
            logger.info("a passkey was not accepted", reason=type(error).__name__, user=user.id)
            return None
        after = replace(before, sign_count=proof.new_sign_count, last_used_at=now())
        return after if self._keyrings.use_passkey(user.id, before, after, spent) else None


def _challenge_of(credential: Credential) -> bytes:
    """The challenge that was signed; empty where there is none."""
    response = credential.get("response")
    data = _bytes(response.get("clientDataJSON") if isinstance(response, dict) else None)
    try:
        return parse_client_data_json(data).challenge
    except Exception:  # noqa: BLE001 - as above
        return b""


def _bytes(encoded: object) -> bytes:
    """The bytes of base64url; empty where it is none."""
    if not isinstance(encoded, str):
        return b""
    try:
        return base64url_to_bytes(encoded)
    except ValueError:
        return b""
