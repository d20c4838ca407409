"""The job that sees letters off: whoever sends one never waits, and a mail server may be away for a while."""

from __future__ import annotations

from time import monotonic

import gevent
import structlog
from gevent.lock import BoundedSemaphore
from gevent.pool import Group

from chat_app import metrics
from chat_app.config import Settings
from chat_app.mail.carriers import Carrier, FolderCarrier, NoCarrier, SmtpCarrier, Undeliverable
from chat_app.mail.letter import Letter

logger = structlog.stdlib.get_logger(__name__)

MAX_WAITING = 1_000
"""Letters that wait in this process; more are dropped, and said to be."""
AT_ONCE = 2
"""Connections to the mail server."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between tries: doubled from the first to the longest."""
PATIENCE = 1_800.0
"""Seconds after which a letter is given up: the links in it are dead by then."""


class Post:
    """Letters of one process on their way, each in a greenlet of its own. What a restart cuts off is asked for anew."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._window = BoundedSemaphore(AT_ONCE)
        self.letters = Group()

    def send(self, letter: Letter) -> None:
        """Take the letter; never blocks and never fails."""
        if len(self.letters) >= MAX_WAITING:
            metrics.MAILS.labels("dropped").inc()
            logger.error("a mail was dropped: too many wait", subject=letter.subject)
            return
        self.letters.spawn(self._see_off, letter)

    def _see_off(self, letter: Letter) -> None:
        began, pause = monotonic(), FIRST_PAUSE
        while not self._delivered(letter, last=monotonic() - began + pause > PATIENCE):
            gevent.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _delivered(self, letter: Letter, *, last: bool) -> bool:
        """Try once; True when there is nothing left to try."""
        try:
            with self._window:
                self._carrier.deliver(letter)
        except Undeliverable as error:
            metrics.MAILS.labels("refused").inc()
            logger.warning("a mail cannot be delivered", subject=letter.subject, reason=str(error))
        except OSError as error:
            metrics.MAILS.labels("given_up" if last else "retried").inc()
            # Not its text: a refusal repeats the address.
            logger.warning("a mail was not taken", subject=letter.subject, reason=type(error).__name__, given_up=last)
            return last
        else:
            metrics.MAILS.labels("sent").inc()
        return True


def build_post(settings: Settings) -> Post:
    """The post of this process, by the way that the settings name."""
    sender = settings.mail_from or "Chat <chat@localhost>"
    if settings.smtp_url is not None:
        return Post(SmtpCarrier(settings.smtp_url.get_secret_value(), sender))
    if settings.environment == "production":
        return Post(NoCarrier())
    return Post(FolderCarrier(settings.data_dir / "mail", sender))
