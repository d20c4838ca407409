"""The domain's errors, each with its stable code, its HTTP status and what the caller is told.

    ChatError
    ├── ConfigurationError      the start is refused; never sent to a client
    ├── InvalidInput            422  invalid
    │   └── MalformedInput      400  malformed
    ├── NotAuthenticated        401  not_authenticated     socket: 4401
    │   ├── BadCredentials      401  bad_credentials
    │   └── SecondFactorRequired 401 second_factor_required
    ├── NotAllowed              403  not_allowed
    │   ├── NotAccepted         403  not_accepted
    │   ├── RegistrationClosed  403  registration_closed
    │   ├── InvitationNeeded    403  invitation_needed
    │   └── InsufficientScope   403  insufficient_scope
    ├── NotFound                404  not_found
    ├── Conflict                409  conflict
    │   ├── Taken               409  taken
    │   └── ClientIdReused      409  client_id_reused
    ├── ChangedMeanwhile        412  changed_meanwhile
    ├── LinkExpired             410  link_expired
    ├── RateLimited             429  rate_limited
    └── Unavailable             503  unavailable

Services raise them, views and sockets let them pass, and two places translate: `api/problems.py` into problem+json,
`protocol/errors.py` into `error` frames.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FieldErrors = Mapping[str, Sequence[str]]


class ChatError(Exception):
    """What went wrong, in words for the caller.

    Args:
        detail: one sentence for people; never holds secrets or what belongs to others.
        errors: for validation, the messages by field.
        retry_after: seconds after which a repeat makes sense.
    """

    code = "internal"
    status = 500
    title = "Something went wrong."

    def __init__(
        self, detail: str = "", *, errors: FieldErrors | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = errors
        self.retry_after = retry_after


class ConfigurationError(ChatError):
    """A setting is missing or wrong: the process must not start."""

    code = "configuration"
    title = "The configuration is not usable."


class InvalidInput(ChatError):
    """The request is well-formed, but a field is missing, unknown or out of its limits."""

    code = "invalid"
    status = 422
    title = "Some fields are not valid."


class MalformedInput(InvalidInput):
    """The request is not even of the protocol: no JSON, no object, no known type."""

    code = "malformed"
    status = 400
    title = "The request could not be understood."


class NotAuthenticated(ChatError):
    """No token, or one that is garbled, expired or revoked."""

    code = "not_authenticated"
    status = 401
    title = "Sign in first."


class BadCredentials(NotAuthenticated):
    """Wrong password or unknown user: the two look alike."""

    code = "bad_credentials"
    title = "That username or password is not right."


class SecondFactorRequired(NotAuthenticated):
    """The password is right, and the account wants a code as well."""

    code = "second_factor_required"
    title = "Enter the code of your authenticator app, or a recovery code."


class NotAllowed(ChatError):
    """The caller may see the thing, but not do this to it."""

    code = "not_allowed"
    status = 403
    title = "That is not allowed."


class InsufficientScope(NotAllowed):
    """A personal access token that may not do this: it lacks the scope, or the route wants a signed-in session."""

    code = "insufficient_scope"
    title = "This access token may not do that."


class RegistrationClosed(NotAllowed):
    """Nobody may sign up here just now."""

    code = "registration_closed"
    title = "This server takes no new accounts."


class InvitationNeeded(NotAllowed):
    """Only who is invited may sign up, and the invitation is missing, used up or expired: they look alike."""

    code = "invitation_needed"
    title = "Signing up here takes a valid invitation."


class NotAccepted(NotAllowed):
    """Somebody's own settings refuse it: who may write to them, who may add them to groups."""

    code = "not_accepted"
    title = "That person does not accept this from you."


class NotFound(ChatError):
    """There is no such thing, or the caller may not know of it."""

    code = "not_found"
    status = 404
    title = "There is no such thing."


class Conflict(ChatError):
    """The thing's state does not allow it."""

    code = "conflict"
    status = 409
    title = "That does not go together with the present state."


class Taken(Conflict):
    """A name that must be unique is somebody's already; `errors` says which field."""

    code = "taken"
    title = "Already taken."


class ClientIdReused(Conflict):
    """A `client_id` came again with another content: the first entry stands."""

    code = "client_id_reused"
    title = "This client_id already named another entry."


class ChangedMeanwhile(ChatError):
    """Somebody else changed the thing since the caller read it (`If-Match`): read it again, then decide."""

    code = "changed_meanwhile"
    status = 412
    title = "That was changed meanwhile."


class LinkExpired(ChatError):
    """A link that was mailed was used, is too old or none of ours: the three look alike."""

    code = "link_expired"
    status = 410
    title = "This link was used already or has expired."


class RateLimited(ChatError):
    """Too many requests; `retry_after` says when to come back."""

    code = "rate_limited"
    status = 429
    title = "Too many requests."


class Unavailable(ChatError):
    """The store or another part did not answer in time; a write may stand or not, and may be repeated."""

    code = "unavailable"
    status = 503
    title = "The service is not available right now."
