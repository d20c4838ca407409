"""Do the settings go together, and with what is meant to be production?"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from chat_app.cli.doctor.certificate import look_at
from chat_app.cli.doctor.finding import Finding
from chat_app.config import Settings

WHAT = "configuration"
LEAST_ROUNDS = 10


def look(settings: Settings) -> Iterator[Finding]:
    """One line, or one for each thing that does not go together; and the certificate that browsers are shown."""
    wrong = list(_wrong(settings)) if settings.environment == "production" else []
    yield from (Finding(WHAT, False, says, advice) for says, advice in wrong)
    if not wrong:
        yield Finding(WHAT, True, f"ENVIRONMENT={settings.environment}; every setting is of its kind.")
    if settings.public_url and settings.public_url.startswith("https:"):
        address = urlsplit(settings.public_url)
        yield look_at("certificate", address.hostname or "", address.port or 443)


def _wrong(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.mongodb_uri is None:
        yield (
            "ENVIRONMENT=production on the embedded store.",
            "Set MONGODB_URI to a MongoDB 7 replica set, and `flask move` what there is (docs/operations.md).",
        )
    if settings.public_url is None:
        yield "PUBLIC_URL is not set.", "Set it to where browsers reach the server: links and passkeys need it."
    elif not settings.cookie_secure and settings.public_url.startswith("https:"):
        yield "COOKIE_SECURE=false behind https.", "Set COOKIE_SECURE=true: the refresh cookie never travels in clear."
    if not settings.rate_limits_enabled:
        yield "RATE_LIMITS_ENABLED=false.", "Set it to true: it is off for load tests alone."
    if settings.bcrypt_rounds < LEAST_ROUNDS:
        yield f"BCRYPT_ROUNDS={settings.bcrypt_rounds}.", "Set it to 12: stolen hashes are cheap to guess below 10."
    if settings.smtp_url is None:
        yield "SMTP_URL is not set.", "Set it: without mail nobody can reset a forgotten password."
