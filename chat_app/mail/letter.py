"""A letter: plain text and simple HTML made of the same paragraphs, as a message that SMTP can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from html import escape


@dataclass(frozen=True, slots=True)
class Link:
    """What the reader is asked to open, and what it does."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to whom. `link` stands after the first paragraph."""

    to: str
    subject: str
    paragraphs: Sequence[str]
    link: Link | None = None

    def message(self, sender: str) -> EmailMessage:
        """The letter as a message with a text and an HTML part.

        Raises:
            ValueError: the address or the subject holds a line break.
        """
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = sender, self.to, self.subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2].strip(" >"))
        # Nobody's absence notice should answer it (RFC 3834, section 5).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text)
        message.add_alternative(self.html, subtype="html")
        return message

    @property
    def text(self) -> str:
        """The paragraphs, and the link on a line of its own."""
        parts = list(self.paragraphs)
        if self.link:
            parts.insert(1, self.link.url)
        return "\n\n".join(parts) + "\n"

    @property
    def html(self) -> str:
        """The same for a reader that shows HTML; nothing is fetched from anywhere."""
        parts = [f"<p>{escape(paragraph)}</p>" for paragraph in self.paragraphs]
        if self.link:
            url = escape(self.link.url)
            parts.insert(1, f'<p><a href="{url}">{escape(self.link.label)}</a></p><p><small>{url}</small></p>')
        return "".join(["<!doctype html><html><body>", *parts, "</body></html>\n"])
