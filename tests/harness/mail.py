"""A real mail server on loopback, and the letters that it was given."""

from __future__ import annotations

import ssl
from contextlib import AbstractContextManager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller

from tests.harness.server import free_port
from tests.harness.waiting import wait_until


class MailServer(AbstractContextManager["MailServer"]):
    """Takes every letter, but for recipients in `refuses`, who get the reply that stands there.

    `stop` and `start` are its outages: it comes back on the same port. With `tls` it offers STARTTLS.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, refuses: dict[str, str] | None = None) -> None:
        self.port = free_port()
        self.letters: list[EmailMessage] = []
        self.refuses = refuses or {}
        self._tls = tls
        self._controller: Controller | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """What SMTP_URL says to send here."""
        return f"{'smtp' if self._tls else 'smtp+plain'}://localhost:{self.port}"

    def start(self) -> None:
        self._controller = Controller(self, "localhost", self.port, tls_context=self._tls, ready_timeout=20)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def to(self, address: str, subject: str = "") -> list[EmailMessage]:
        """The letters to that address so far, oldest first, of which `subject` is part of the subject."""
        return [each for each in self.letters if each["To"] == address and subject in each["Subject"]]

    def wait_for(self, address: str, subject: str = "", *, number: int = 1) -> EmailMessage:
        """The letter to that address of that number, counted from 1, once it has come."""
        wait_until(f"mail to {address}", lambda: len(self.to(address, subject)) >= number, timeout=40)
        return self.to(address, subject)[number - 1]

    # What aiosmtpd calls

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


def link_in(letter: EmailMessage) -> str:
    """The one link of a letter, from its text."""
    body = letter.get_body(("plain",))
    assert body is not None
    [link] = [line for line in body.get_content().splitlines() if line.startswith("http")]
    return str(link)


def token_in(letter: EmailMessage) -> str:
    """The secret of a letter's link, which stands in the fragment, where no server's log sees it."""
    return link_in(letter).partition("#token=")[2]
