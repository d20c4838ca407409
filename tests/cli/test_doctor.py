"""`flask doctor`: a line for each thing, what to do where one is not well, and an exit code for scripts."""

from __future__ import annotations

import json
import os
import resource
import signal
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from pymongo.errors import PyMongoError

from chat_app.cli.doctor import certificate, disk, finding, mail, redis, secrets, store
from chat_app.config import Settings
from chat_app.store import migrate
from tests.cli.site import Ended, Site
from tests.harness.certificates import certified_for
from tests.harness.cluster import Redis
from tests.harness.mail import MailServer
from tests.harness.server import free_port


@pytest.fixture(scope="module")
def healthy(site: Site) -> Site:
    healthy = site.beside("healthy")
    migrate.upgrade(healthy.settings)
    return healthy


@pytest.fixture(autouse=True)
def _roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of the machine that tests is not what is tested."""
    monkeypatch.setattr(disk, "LEAST_SHARE", 0.0)
    monkeypatch.setattr(disk, "LEAST_BYTES", 0)


def lines(ended: Ended, what: str) -> list[str]:
    """What is said of one thing, and the advice below it."""
    found, taken = [], False
    for line in ended.output.splitlines():
        taken = line[8:].startswith(what) or (taken and line.lstrip().startswith("->"))
        found += [line] if taken else []
    return found


def test_where_all_is_well_every_line_says_so(healthy: Site) -> None:
    """Exit code 0, plain text where it is no terminal, and nothing stays in the database."""
    ended = healthy.flask("doctor")

    said = ended.ok().splitlines()
    assert said[-1] == "All is well." and all(line.startswith("well") for line in said[:-1])
    things = ("configuration", "secrets", "disk", "store", "store: clock", "store: writes", "redis", "mail")
    assert all(any(line[8:].startswith(thing) for line in said) for thing in things)
    assert "\x1b" not in ended.output
    assert healthy.database["doctor"].estimated_document_count() == 0


def test_production_is_held_to_more(healthy: Site) -> None:
    """Settings that are handy on a laptop are each a red line with the variable to set."""
    ended = healthy.call("doctor", environment="production", secret_key=SecretStr("k" * 40), rate_limits_enabled=False)

    assert ended.code == 1
    said = "\n".join(lines(ended, "configuration"))
    for name in ("MONGODB_URI", "PUBLIC_URL", "RATE_LIMITS_ENABLED", "BCRYPT_ROUNDS", "SMTP_URL"):
        assert name in said, name


def test_a_store_that_is_away_is_a_line_and_not_a_traceback(healthy: Site) -> None:
    """The other lines follow all the same."""
    away = SecretStr("mongodb://127.0.0.1:1/")
    ended = healthy.call("doctor", mongodb_uri=away, store_timeout=0.2)
    assert ended.refusal() == "1 thing to see to."
    assert lines(ended, "store")[0].startswith("UNWELL  store            The store does not answer")
    assert "MONGODB_URI" in lines(ended, "store")[1]
    assert lines(ended, "mail")


def test_a_store_whose_disk_was_full_is_told_from_one_that_is_away(tmp_path: Path) -> None:
    """It answers pings, and nothing else. Here it may not write beyond the first byte of any file."""
    with Site.running(tmp_path) as full:
        pid = json.loads((tmp_path / "store.json").read_text())["pid"]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        with pytest.raises(PyMongoError):
            full.database["things"].insert_one({"name": "a chair"})

        ended = full.call("doctor")

        os.kill(pid, signal.SIGKILL)
    assert "lives, and cannot read its data" in lines(ended, "store")[0]
    assert "disk full" in lines(ended, "store")[1]


def test_a_single_database_is_no_replica_set(healthy: Site) -> None:
    """What answers as one machine is told so where MONGODB_URI names it."""
    ended = healthy.call("doctor", mongodb_uri=SecretStr(healthy.uri))
    assert "no replica set" in lines(ended, "store: replicas")[0]
    assert ended.code == 1


def test_indexes_and_migrations_that_are_not_as_expected_are_told(site: Site) -> None:
    """With the command that mends them."""
    drifted = site.beside("unwell")
    migrate.upgrade(drifted.settings)
    drifted.database["users"].drop_index("email_key_1")
    drifted.database["restores"].insert_one({"_id": "abc", "parts": 1})

    said = "\n".join(lines(drifted.call("doctor"), "store: contents"))

    assert "users: the index email_key_1 (unique) is missing." in said and "flask db upgrade" in said
    assert "A restore was begun and has not ended." in said


@pytest.mark.parametrize(
    ("seconds", "well", "says"),
    [(0.4, True, "Within 2 s"), (600.0, False, "600.0 s ahead"), (-600.0, False, "600.0 s behind")],
)
def test_a_clock_that_is_ten_minutes_off_is_told(seconds: float, well: bool, says: str) -> None:
    """Whichever way; the advice is NTP."""
    found = finding.skew("store: clock", seconds, "the store's")
    assert found.well is well and says in found.says and "NTP" in found.advice


def test_a_members_state_and_lag_are_told(healthy: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A replica set of which a member is down or far behind is not well."""
    at = time.time()
    members: list[dict[str, Any]] = [
        {"name": "a", "stateStr": "PRIMARY", "health": 1, "optimeDate": _moment(at)},
        {"name": "b", "stateStr": "SECONDARY", "health": 1, "optimeDate": _moment(at - 60)},
        {"name": "c", "stateStr": "(not reachable/healthy)", "health": 0},
    ]
    client = healthy.database.client

    class Admin:
        def command(self, _name: str) -> dict[str, Any]:
            return {"members": members}

    monkeypatch.setattr(type(client), "admin", Admin(), raising=False)
    found = list(store._replicas(healthy.database, {"setName": "rs0", "hosts": ["a", "b", "c"]}))
    assert [each.says for each in found] == ["c is (not reachable/healthy).", "A member is 60 s behind."]


def _moment(seconds: float) -> Any:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC)


def test_redis_is_asked_for_what_it_does_when_it_is_full(healthy: Site) -> None:
    """A cache that evicts would forget limits and nodes."""
    with Redis() as server:
        chosen = healthy.settings.model_copy(update={"redis_url": SecretStr(f"redis://127.0.0.1:{server.port}/0")})
        assert all(each.well for each in redis.look(chosen))
        from redis import Redis as Client

        with Client(port=server.port) as client:
            client.config_set("maxmemory", "100mb")
            client.config_set("maxmemory-policy", "allkeys-lru")
        [unwell] = [each for each in redis.look(chosen) if not each.well]
        assert "allkeys-lru" in unwell.says and "noeviction" in unwell.advice
    [gone] = list(redis.look(chosen))
    assert not gone.well and "does not answer" in gone.says


@pytest.fixture
def expired(tmp_path: Path) -> Iterator[MailServer]:
    """A mail server whose certificate ended yesterday."""
    with MailServer(tls=certified_for("localhost", tmp_path, left=timedelta(days=-1))) as server:
        yield server


def test_an_expired_certificate_is_called_that(
    healthy: Site, expired: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the mail server, and of whatever else speaks TLS; one that ends soon is told before."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    chosen = healthy.settings.model_copy(update={"smtp_url": SecretStr(expired.url)})
    [found] = list(mail.look(chosen))
    assert not found.well and "certificate has expired" in found.says and "Renew" in found.advice

    soon = time.strftime("%b %d %H:%M:%S %Y GMT", time.gmtime(time.time() + 5.5 * 86_400))
    judged = certificate.judge("certificate", "chat.example.org:443", {"notAfter": soon})
    assert not judged.well and "5 days more" in judged.says


@pytest.fixture
def expired_port(tmp_path: Path) -> Iterator[int]:
    """The port of something that speaks TLS, with a certificate that ended yesterday."""
    context = certified_for("localhost", tmp_path, left=timedelta(days=-1))
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_an_expired_certificate_is_told_of_whatever_speaks_tls(
    healthy: Site, expired_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy, Redis and the store: not that they are away, which is what it looks like."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    where = f"localhost:{expired_port}"
    chosen = healthy.settings.model_copy(
        update={
            "store_timeout": 1.0,
            "redis_url": SecretStr(f"rediss://{where}/0"),
            "mongodb_uri": SecretStr(f"mongodb://{where}/?tls=true&directConnection=true"),
        }
    )

    [proxy, shared, stored] = [
        certificate.look_at("certificate", "localhost", expired_port),
        *redis.look(chosen),
        *store.look(chosen),
    ]

    assert "certificate has expired" in proxy.says
    assert "certificate has expired" in shared.says
    assert stored.says == "The store's certificate is expired."
    assert not (proxy.well or shared.well or stored.well)


def test_a_mail_server_is_tried_without_sending_a_letter(
    healthy: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over TLS, with its certificate's end; or told that it is away."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with MailServer(tls=certified_for("localhost", tmp_path, left=timedelta(days=60))) as server:
        chosen = healthy.settings.model_copy(update={"smtp_url": SecretStr(server.url)})
        assert [each.says for each in mail.look(chosen)] == [
            "The mail server would take a letter.",
            "The mail server: the certificate is good for 59 days more.",
        ]
        assert server.letters == []
    assert "does not answer" in next(iter(mail.look(chosen))).says


def test_a_proxy_that_does_not_answer_or_is_not_believed_is_told(tmp_path: Path) -> None:
    """The certificate that browsers see is looked at where PUBLIC_URL says https."""
    assert "does not answer over TLS" in certificate.look_at("certificate", "127.0.0.1", free_port()).says
    error = ssl.SSLCertVerificationError()
    error.verify_message = "Hostname mismatch"
    assert "for that name" in certificate.refused("certificate", "here", error).advice


def test_a_secret_that_others_can_read_is_told(healthy: Site, tmp_path: Path) -> None:
    """With the command that closes it."""
    tmp_path.chmod(0o700)
    (tmp_path / "secret.key").write_text("k" * 64)
    (tmp_path / "secret.key").chmod(0o644)
    ended = healthy.call("doctor", data_dir=tmp_path, mongodb_uri=SecretStr(healthy.uri))
    assert f"chmod 600 {tmp_path}/secret.key" in "\n".join(lines(ended, "secrets"))


def test_a_disk_that_is_nearly_full_is_told(healthy: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the store cannot write any more."""
    monkeypatch.setattr(disk, "LEAST_BYTES", 1 << 60)
    [found] = list(disk.look(healthy.settings))
    assert not found.well and "GiB are free" in found.says


def test_a_container_whose_data_dir_is_a_little_memory_is_well(tmp_path: Path) -> None:
    """Kubernetes makes that folder everybody's, and small: what grows is in the volume of copies, secrets are given."""
    (tmp_path / "exports").mkdir()
    tmp_path.chmod(0o777)
    of_pod: Any = {"data_dir": tmp_path, "mongodb_uri": SecretStr("mongodb://db/?replicaSet=chat")}
    settings = Settings(secret_key=SecretStr("k" * 64), **of_pod)
    [room], [kept] = list(disk.look(settings)), list(secrets.look(settings))
    assert room.says.startswith(f"{tmp_path}/exports: ") and kept.well


def test_the_disk_of_a_folder_that_is_not_there_yet_is_that_of_the_one_above(site: Site, tmp_path: Path) -> None:
    """The doctor is asked before the first start, too."""
    (found,) = disk.look(site.settings.model_copy(update={"data_dir": tmp_path / "not" / "there"}))
    assert "are free" in found.says
