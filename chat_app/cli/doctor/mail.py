"""The mail server: would it take a letter from us? None is sent."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator

from chat_app.cli.doctor import certificate
from chat_app.cli.doctor.finding import Finding
from chat_app.config import Settings
from chat_app.mail.carriers import SmtpCarrier

WHAT = "mail"


def look(settings: Settings) -> Iterator[Finding]:
    """Whether it can be reached, by TLS and with our password, and how long its certificate is good."""
    if settings.smtp_url is None:
        yield Finding(
            WHAT, True, "Not set: letters are kept in DATA_DIR/mail in development, and dropped in production."
        )
        return
    carrier = SmtpCarrier(settings.smtp_url.get_secret_value(), settings.mail_from or "")
    try:
        shown = carrier.try_out()
    except ssl.SSLCertVerificationError as error:
        yield certificate.refused(WHAT, "The mail server", error)
    except smtplib.SMTPAuthenticationError:
        yield Finding(WHAT, False, "The mail server does not take this password.", "Put the right one into SMTP_URL.")
    except smtplib.SMTPNotSupportedError:
        yield Finding(WHAT, False, "The mail server offers no TLS.", "smtp+plain:// is for one on this machine alone.")
    except OSError as error:
        advice = "Is it up, does a firewall stand between, is SMTP_URL right? Letters are tried for half an hour."
        yield Finding(WHAT, False, f"The mail server does not answer ({type(error).__name__}).", advice)
    else:
        yield Finding(WHAT, True, "The mail server would take a letter.")
        if shown:
            yield certificate.judge("mail: tls", "The mail server", shown)
