"""Every setting is documented, a bad value stops the start and names its variable, and the key is kept safe."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from chat_app.config import Settings, load, secret_key
from chat_app.errors import ConfigurationError

FIELDS = Settings.model_fields
BAD = {
    "environment": "staging",
    "log_level": "loud",
    "mongodb_database": "a/b",
    "server_name": "x" * 65,
    "secret_key": "too-short-to-be-a-key",
    "cookie_secure": "perhaps",
    "rate_limits_enabled": "perhaps",
    "public_url": "chat.example.org/app",
    "smtp_url": "mail.example.org:25",
    "mail_from": "nobody at all",
    "otel_exporter_otlp_endpoint": "collector.internal:4317",
    "otel_exporter_otlp_headers": "a-key-alone",
    "sentry_dsn": "sentry.internal/2",
}
ANYTHING_GOES = {"host", "data_dir", "mongodb_uri", "redis_url", "store_program", "cors_origins"}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of this machine, and no `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in FIELDS:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("name", FIELDS)
def test_every_setting_has_a_default_and_a_sentence(name: str) -> None:
    """`.env.example` and the operations page are made of them."""
    field = FIELDS[name]

    assert field.default is not PydanticUndefined
    assert field.description and field.description.endswith(".") and len(field.description) > 15


def numbers() -> list[str]:
    return [name for name, field in FIELDS.items() if field.annotation in (int, float)]


def test_every_setting_that_can_be_wrong_is_tried() -> None:
    """A new one fails here until it is named above."""
    assert set(numbers()) | BAD.keys() | ANYTHING_GOES == FIELDS.keys()


@pytest.mark.parametrize(
    ("name", "value"), [*BAD.items(), *[(name, bad) for name in numbers() for bad in ("many", "-1", "nan", "inf")]]
)
def test_a_bad_value_names_the_variable_and_does_not_repeat_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The message ends in logs, and the value may be a secret."""
    monkeypatch.setenv(name.upper(), value)
    with pytest.raises(ConfigurationError) as refused:
        load()

    assert refused.value.detail.startswith(f"{name.upper()}: ")
    assert len(value) < 5 or value not in refused.value.detail


def test_all_bad_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One start is enough to find them."""
    monkeypatch.setenv("PORT", "http")
    monkeypatch.setenv("WORKERS", "0")
    with pytest.raises(ConfigurationError) as refused:
        load()

    assert "PORT: " in refused.value.detail and "WORKERS: " in refused.value.detail


def test_the_defaults_alone_start() -> None:
    """Nothing configured: `make run`. An empty variable is none."""
    assert load() == load(mongodb_uri="") or load().mongodb_uri is None


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what the caller says wins over both; what is empty says nothing."""
    Path(".env").write_text("PORT=1000\nHOST=0.0.0.0\nLOG_LEVEL=debug\n")
    monkeypatch.setenv("PORT", "2000")
    monkeypatch.setenv("LOG_LEVEL", "")
    settings = load(workers=1)

    assert (settings.port, settings.host) == (2000, "0.0.0.0")


def test_settings_do_not_change_once_read() -> None:
    """One reading a process."""
    with pytest.raises(ValueError, match="frozen"):
        load().port = 1  # type: ignore[misc]


def test_secrets_are_not_printed() -> None:
    """In no trace and no log."""
    shown = repr(load(secret_key="s" * 40, mongodb_uri="mongodb://u:hunter2@h/", redis_url="redis://:hunter2@h"))

    assert "hunter2" not in shown and "ssss" not in shown


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks and a last slash do not matter: browsers send neither."""
    monkeypatch.setenv("CORS_ORIGINS", " https://a.example/ ,https://b.example,")

    assert load().cors_origins == ["https://a.example", "https://b.example"]


def test_more_workers_than_one_need_redis() -> None:
    """They could not tell each other anything."""
    assert load(workers=2, redis_url="redis://127.0.0.1:6379/0").workers == 2
    with pytest.raises(ConfigurationError, match="WORKERS: more than one need REDIS_URL"):
        load(workers=2)


def test_the_burst_of_bytes_lets_the_largest_frame_pass() -> None:
    """Or it would be refused for ever, however long its sender waits."""
    assert load(bytes_burst=100_000, frame_max_bytes=100_000)
    with pytest.raises(ConfigurationError, match="BYTES_BURST"):
        load(bytes_burst=100_000, frame_max_bytes=100_001)


def test_a_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    """Mode 0600 whatever the umask, and the directory 0700."""
    old = os.umask(0)
    try:
        settings = load(data_dir=tmp_path / "data")
        key = secret_key(settings)
    finally:
        os.umask(old)

    assert len(key) >= 32 and secret_key(settings) == key
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_making_a_key_leaves_nothing_else_behind(tmp_path: Path) -> None:
    """No half-written copy of it."""
    secret_key(load(data_dir=tmp_path))

    assert [each.name for each in tmp_path.iterdir()] == ["secret.key"]


def test_who_was_faster_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two starts at once use one key."""
    settings, link = load(data_dir=tmp_path), Path.hardlink_to

    def beaten(path: Path, target: Path) -> None:
        path.write_text("k" * 64)
        link(path, target)

    monkeypatch.setattr(Path, "hardlink_to", beaten)
    assert secret_key(settings) == "k" * 64


@pytest.mark.parametrize("left", ["", "k" * 31])
def test_a_key_that_a_crash_cut_short_is_refused(tmp_path: Path, left: str) -> None:
    """Tokens signed with an empty key are anybody's; the message names the file, and not what is in it."""
    (tmp_path / "secret.key").write_text(left)
    with pytest.raises(ConfigurationError, match=r"secret\.key is too short") as refused:
        secret_key(load(data_dir=tmp_path))

    assert "kkk" not in refused.value.detail


def test_production_refuses_a_made_up_key(tmp_path: Path) -> None:
    """It would differ on every node; and it makes none."""
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        secret_key(load(environment="production", data_dir=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_given_key_is_used_as_it_is(tmp_path: Path) -> None:
    """In production and elsewhere."""
    assert secret_key(load(environment="production", secret_key="k" * 32, data_dir=tmp_path)) == "k" * 32
