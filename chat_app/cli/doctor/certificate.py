"""The certificate that a server shows over TLS: whether it is believed, and for how long yet."""

from __future__ import annotations

import socket
import ssl
import time
from typing import Any

from chat_app.cli.doctor.finding import Finding

PATIENCE = 5.0
"""Seconds that a server may take to answer."""
SOON = 14
"""Days before its end from which on a certificate is to be seen to."""
RENEW = "Renew it, and load it: a server goes on showing the old one until it is told."


def look_at(what: str, host: str, port: int) -> Finding:
    """Connect over TLS as a client of that server does."""
    try:
        with (
            socket.create_connection((host, port), PATIENCE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            return judge(what, f"{host}:{port}", secure.getpeercert() or {})
    except ssl.SSLCertVerificationError as error:
        return refused(what, f"{host}:{port}", error)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return Finding(what, False, f"{host}:{port} does not answer over TLS ({reason}).", "Is the proxy up?")


def judge(what: str, where: str, certificate: dict[str, Any]) -> Finding:
    """A certificate that was believed, as `ssl` tells it."""
    days = int((ssl.cert_time_to_seconds(certificate["notAfter"]) - time.time()) // 86_400)
    return Finding(what, days >= SOON, f"{where}: the certificate is good for {days} days more.", RENEW)


def refused(what: str, where: str, error: ssl.SSLCertVerificationError) -> Finding:
    """One that was not believed, and why."""
    advice = RENEW if "expired" in error.verify_message else "Is it for that name, and from who this machine believes?"
    return Finding(what, False, f"{where}: the certificate is not believed ({error.verify_message}).", advice)
