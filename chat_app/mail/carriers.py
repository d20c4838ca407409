"""The ways a letter can take: SMTP, a folder for development, or none."""

from __future__ import annotations

import contextlib
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import structlog

from chat_app.data_dir import DataDir
from chat_app.mail.letter import Letter
from chat_app.records import now

logger = structlog.stdlib.get_logger(__name__)

TIMEOUT = 20.0
"""Seconds a mail server may take for any one answer."""
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
"""By scheme: TLS after STARTTLS, which is demanded; TLS from the start; and none, for a server on the same machine."""


class Undeliverable(Exception):
    """The letter was refused for good: to send it again would not help."""


class Carrier(Protocol):
    """A way to deliver letters."""

    def deliver(self, letter: Letter) -> None:
        """Hand the letter over.

        Raises:
            OSError: not now; a later try may succeed.
            Undeliverable: never.
        """


class SmtpCarrier:
    """A mail server. Each letter takes a connection of its own: they are rare.

    Args:
        url: `scheme://user:password@host:port`, of the schemes in PORTS.
        sender: the address that letters come from, with or without a name.
    """

    def __init__(self, url: str, sender: str) -> None:
        address = urlsplit(url)
        self._scheme = address.scheme
        self._host, self._port = address.hostname or "", address.port or PORTS[address.scheme]
        self._user, self._password = unquote(address.username or ""), unquote(address.password or "")
        self._sender = sender

    def deliver(self, letter: Letter) -> None:
        try:
            message = letter.message(self._sender)
        except ValueError as error:
            raise Undeliverable("it is no proper letter") from error
        try:
            with self._session() as server:
                server.send_message(message)
        except smtplib.SMTPException as error:
            if _is_final(error):
                raise Undeliverable(type(error).__name__) from error
            raise

    def try_out(self) -> dict[str, Any]:
        """Do all but send a letter; the certificate that the server showed, empty without TLS. Raises OSError."""
        with self._session() as server:
            server.noop()
            return (server.sock.getpeercert() or {}) if isinstance(server.sock, ssl.SSLSocket) else {}

    @contextlib.contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        with self._connection() as server:
            if self._scheme == "smtp":
                server.starttls(context=self._tls)
            if self._user:
                server.login(self._user, self._password)
            yield server

    def _connection(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            return smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT, context=self._tls)
        return smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def _is_final(error: smtplib.SMTPException) -> bool:
    """Whether the server said no for good: replies of 5yz (RFC 5321, section 4.2.1).

    What a person can mend at the server, a wrong password or no STARTTLS, is not final.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError) and error.smtp_code >= 500


class FolderCarrier:
    """For development: each letter is a file that mail programs open, and its text stands in the log."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def deliver(self, letter: Letter) -> None:
        name = f"{now():%Y%m%dT%H%M%S.%f}-{secrets.token_hex(2)}.eml"
        DataDir(self._folder).write_private(name, letter.message(self._sender).as_string())
        logger.info("mail, as no SMTP_URL is set", to=letter.to, subject=letter.subject, text=letter.text, file=name)


class NoCarrier:
    """For a production server without SMTP_URL: letters hold secrets, so neither file nor log gets them."""

    def deliver(self, letter: Letter) -> None:
        raise Undeliverable("no SMTP_URL is set")
