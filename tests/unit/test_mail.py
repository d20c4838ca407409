"""A letter is seen off by a job: a server that is away is tried again, one that says no for good is not."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass, field
from pathlib import Path

import gevent
import pytest

from chat_app.config import load
from chat_app.mail import post as module
from chat_app.mail.carriers import FolderCarrier, NoCarrier, SmtpCarrier, Undeliverable
from chat_app.mail.letter import Letter, Link
from chat_app.mail.post import Post, build_post
from tests.harness.certificates import certified_for
from tests.harness.mail import MailServer

LETTER = Letter("bob@example.org", "Hello", ["Open <this>:", "Or not."], Link("Open", "http://localhost/x#token=a&b"))
SENDER = "Chat <chat@example.org>"


@dataclass
class Moody:
    """A carrier that fails as told, then delivers."""

    fails: list[Exception] = field(default_factory=list)
    delivered: list[Letter] = field(default_factory=list)
    tries: int = 0

    def deliver(self, letter: Letter) -> None:
        self.tries += 1
        if self.fails:
            raise self.fails.pop(0)
        self.delivered.append(letter)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of these tests runs a thousand times faster."""
    for name in ("FIRST_PAUSE", "LONGEST_PAUSE"):
        monkeypatch.setattr(module, name, 0.001)


def test_a_letter_is_text_and_html_and_nothing_of_it_is_markup() -> None:
    """Both parts hold the link; what people are called cannot become a tag."""
    message = LETTER.message(SENDER)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and html is not None

    assert text.get_content().splitlines()[:3] == ["Open <this>:", "", "http://localhost/x#token=a&b"]
    assert (
        "Open &lt;this&gt;:" in html.get_content() and 'href="http://localhost/x#token=a&amp;b"' in html.get_content()
    )
    assert (message["From"], message["Auto-Submitted"]) == (SENDER, "auto-generated")


def test_no_line_break_gets_into_a_header() -> None:
    """An address that holds one is refused for good, not sent to more people."""
    with MailServer() as server, pytest.raises(Undeliverable):
        SmtpCarrier(server.url, SENDER).deliver(Letter("a@example.org\r\nBcc: b@example.org", "x", ["y"]))
    assert server.letters == []


def test_a_server_that_is_away_is_tried_again() -> None:
    """Whoever sent the letter went on long ago."""
    moody = Moody(fails=[ConnectionRefusedError(), smtplib.SMTPServerDisconnected("x"), TimeoutError()])
    post = Post(moody)
    post.send(LETTER)
    assert moody.tries == 0
    post.letters.join(10)

    assert (moody.tries, moody.delivered) == (4, [LETTER])


def test_a_letter_is_given_up_when_its_links_are_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not tried for ever."""
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    moody = Moody(fails=[ConnectionRefusedError() for _ in range(10_000)])
    post = Post(moody)
    post.send(LETTER)
    post.letters.join(10)

    assert len(post.letters) == 0 and moody.delivered == []


def test_what_is_refused_for_good_is_tried_once() -> None:
    """An address that does not exist will not exist in a minute."""
    with MailServer(refuses={LETTER.to: "550 No such user"}) as server:
        moody = Moody()
        with pytest.raises(Undeliverable):
            SmtpCarrier(server.url, SENDER).deliver(LETTER)
        moody.fails = [Undeliverable()]
        post = Post(moody)
        post.send(LETTER)
        post.letters.join(10)
    assert (moody.tries, moody.delivered) == (1, [])


def test_a_greylisting_server_is_tried_again() -> None:
    """Replies of 4yz are for the moment (RFC 5321, section 4.2.1)."""
    with MailServer(refuses={LETTER.to: "450 Come back later"}) as server, pytest.raises(OSError, match="450"):
        SmtpCarrier(server.url, SENDER).deliver(LETTER)


def test_nothing_is_sent_in_clear_unless_one_says_so() -> None:
    """smtp:// demands STARTTLS: a server, or a man in the middle, that does not offer it gets no letter."""
    with MailServer() as server:
        with pytest.raises(smtplib.SMTPNotSupportedError):
            SmtpCarrier(server.url.replace("smtp+plain", "smtp"), SENDER).deliver(LETTER)
        assert server.letters == []
        SmtpCarrier(server.url, SENDER).deliver(LETTER)
        assert [letter["To"] for letter in server.letters] == [LETTER.to]


def test_starttls_is_demanded_and_its_certificate_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that nobody vouches for is refused, and the letter tried again."""
    with MailServer(tls=certified_for("localhost", tmp_path)) as server:
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            SmtpCarrier(server.url, SENDER).deliver(LETTER)
        assert server.letters == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        SmtpCarrier(server.url, SENDER).deliver(LETTER)
        assert [letter["To"] for letter in server.letters] == [LETTER.to]


def test_too_many_letters_are_dropped_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of a process is not for the mail of a day."""
    monkeypatch.setattr(module, "MAX_WAITING", 2)
    moody = Moody()
    post = Post(moody)
    for _ in range(5):
        post.send(LETTER)
    post.letters.join(10)

    assert len(moody.delivered) == 2


def test_one_that_waits_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each letter has its own pauses."""
    monkeypatch.setattr(module, "FIRST_PAUSE", 60.0)
    moody = Moody(fails=[ConnectionRefusedError()])
    post = Post(moody)
    post.send(LETTER)
    gevent.sleep(0)
    post.send(LETTER)
    gevent.sleep(0)
    gevent.sleep(0)
    post.letters.kill()

    assert (moody.tries, moody.delivered) == (2, [LETTER])


def test_development_keeps_mail_in_a_folder_and_production_keeps_it_nowhere(tmp_path: Path) -> None:
    """Letters hold secrets: a production server that cannot send them must not lay them anywhere."""
    FolderCarrier(tmp_path / "mail", SENDER).deliver(LETTER)
    [file] = (tmp_path / "mail").iterdir()
    assert "token=3Da" in file.read_text() or "token=a" in file.read_text()
    assert (file.stat().st_mode & 0o777, file.suffix) == (0o600, ".eml")

    production = build_post(load(_env_file=None, environment="production", secret_key="x" * 32, data_dir=tmp_path))
    assert isinstance(production._carrier, NoCarrier)
