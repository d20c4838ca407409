"""Every setting, typed, from the environment or a `.env`, each with its default and a sentence."""

from __future__ import annotations

import contextlib
import os
import secrets
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, FiniteFloat, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from chat_app.errors import ConfigurationError

SECRET_KEY_MIN_LENGTH = 32


class Settings(BaseSettings):
    """The settings of one process, read once at its start and frozen."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    # The process
    environment: Literal["development", "production"] = Field(
        "development", description="`production` wants SECRET_KEY given, and logs JSON."
    )
    host: str = Field("127.0.0.1", description="The address to listen on; 0.0.0.0 is every one.")
    port: int = Field(8080, ge=1, le=65535, description="The TCP port of the web client, the API and the socket.")
    workers: int = Field(
        1, ge=1, le=64, description="Processes that serve; more than one are connected through REDIS_URL."
    )
    server_name: str = Field("Chat", min_length=1, max_length=64, description="What people call this server.")
    data_dir: Path = Field(
        Path(".data"),
        description="The embedded store, its password, the secret key, and copies of data that people asked for.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least severe line logged.")
    shutdown_grace: FiniteFloat = Field(
        10, ge=1, le=300, description="Seconds a stopping worker has to finish what it began."
    )

    # What it stands on
    mongodb_uri: SecretStr | None = Field(
        None, description="A MongoDB 7 replica set; without it the embedded store is started."
    )
    store_program: Path | None = Field(
        None,
        description="Another program for the embedded store that takes SecantusDB's options, like its `secantusd-rs`.",
    )
    mongodb_database: str = Field("chat", pattern=r"^[A-Za-z0-9_-]{1,38}$", description="The database's name.")
    redis_url: SecretStr | None = Field(
        None, description="Redis, which connects several workers or nodes, and counts the limits of HTTP."
    )
    store_timeout: FiniteFloat = Field(5, gt=0, le=60, description="Seconds the store may take before `unavailable`.")

    # How it writes to people
    public_url: str | None = Field(
        None, description="Where browsers reach it, like https://chat.example.org: links in mail and passkeys need it."
    )
    smtp_url: SecretStr | None = Field(
        None,
        description="smtp://user:password@host (STARTTLS, 587), smtps:// (TLS, 465), smtp+plain:// (25, unencrypted).",
    )
    mail_from: str | None = Field(None, description="The sender of mail, like `Chat <chat@example.org>`.")

    # Who hears how it goes
    otel_exporter_otlp_endpoint: str | None = Field(
        None, description="Where traces go, like http://collector:4318 (OTLP over HTTP); none are made without it."
    )
    otel_exporter_otlp_headers: SecretStr | None = Field(
        None, description="What the collector is told, like its key: authorization=Bearer%20key,tenant=chat."
    )
    otel_traces_sampler_arg: FiniteFloat = Field(
        1, ge=0, le=1, description="The share of traces that is kept; one message in a hundred is 0.01."
    )
    sentry_dsn: SecretStr | None = Field(
        None, description="Where errors are reported, as Sentry names it: https://key@sentry.example.org/1."
    )

    # Who may come in
    secret_key: SecretStr | None = Field(
        None, description=f"Signs the tokens, {SECRET_KEY_MIN_LENGTH} characters or more; made and kept when not given."
    )
    jwt_access_ttl: int = Field(86_400, ge=60, description="Seconds an access token is valid.")
    jwt_refresh_ttl: int = Field(30 * 86_400, ge=3_600, description="Seconds a session lives without use.")
    cors_origins: Annotated[list[str], NoDecode] = Field(
        [], description="Other origins that may call the API and open the socket, separated by commas."
    )
    bcrypt_rounds: int = Field(12, ge=4, le=16, description="The cost of a password hash; one more doubles it.")
    rate_limits_enabled: bool = Field(True, description="`false` lifts every rate limit, for load tests.")
    trusted_proxies: int = Field(
        0, ge=0, le=9, description="Proxies in front whose X-Forwarded-* headers are believed."
    )
    cookie_secure: bool = Field(False, description="`true` behind https: the refresh cookie never travels in clear.")

    body_max_bytes: int = Field(262_144, ge=1_024, description="The largest body of an API request.")
    body_timeout: FiniteFloat = Field(
        20, gt=0, le=600, description="Seconds a body may take to arrive, and one more for each 16 KiB of it."
    )

    # The socket
    auth_timeout: FiniteFloat = Field(5, gt=0, description="Seconds a new socket has to send `auth`.")
    heartbeat_interval: FiniteFloat = Field(30, gt=0, description="Seconds between the server's pings.")
    connections_per_address: int = Field(
        1_000, ge=1, description="Sockets that may be open from one address on a node."
    )
    connections_per_user: int = Field(20, ge=1, description="Sockets one user may hold on a node.")
    frame_max_bytes: int = Field(65_536, ge=1_024, description="The largest frame a client may send.")
    frames_per_second: FiniteFloat = Field(
        100, gt=0, description="Frames a second one connection may send in the long run."
    )
    frames_burst: FiniteFloat = Field(500, ge=1, description="Frames one connection may send at once.")
    user_frames_per_second: FiniteFloat = Field(
        200, gt=0, description="Frames a second all connections of a user may send."
    )
    user_frames_burst: FiniteFloat = Field(
        1_000, ge=1, description="Frames all connections of a user may send at once."
    )
    bytes_per_second: FiniteFloat = Field(
        262_144, gt=0, description="Bytes a second one connection may send in the long run."
    )
    bytes_burst: FiniteFloat = Field(1 << 20, ge=65_536, description="Bytes one connection may send at once.")
    outbound_max_bytes: int = Field(4 << 20, ge=65_536, description="Bytes queued for a slow reader before 4413.")
    sync_max_entries: int = Field(1_000, ge=1, description="Missed entries of a conversation before `reset`.")
    sync_max_conversations: int = Field(1_500, ge=1, description="Cursors that one `sync` may name.")
    watch_max_users: int = Field(500, ge=1, description="Users whose presence one connection may watch.")
    recent_max_bytes: int = Field(
        32 << 20, ge=0, description="Bytes of the newest entries kept in memory for who returns after a moment."
    )
    presence_grace: FiniteFloat = Field(10, ge=0, description="Seconds before a user who left is told to be offline.")
    presence_away: FiniteFloat = Field(300, gt=0, description="Seconds without a touch before a user is away.")

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [origin.strip().rstrip("/") for origin in value.split(",") if origin.strip()]
        return value

    @field_validator("public_url")
    @classmethod
    def _an_origin(cls, value: str | None) -> str | None:
        if value is None:
            return None
        address = urlsplit(value.rstrip("/"))
        rest = address.path or address.query or address.fragment or address.username
        if address.scheme not in ("http", "https") or not address.hostname or rest:
            raise ValueError("must be like https://chat.example.org, without a path")
        # As a browser writes it in `Origin`.
        usual = ":443" if address.scheme == "https" else ":80"
        return f"{address.scheme}://{address.netloc.lower().removesuffix(usual)}"

    @field_validator("otel_exporter_otlp_endpoint")
    @classmethod
    def _a_collector(cls, value: str | None) -> str | None:
        if value is None:
            return None
        address = urlsplit(value)
        if address.scheme not in ("http", "https") or not address.hostname or address.query:
            raise ValueError("must be like http://collector:4318")
        return value.rstrip("/")

    @field_validator("otel_exporter_otlp_headers")
    @classmethod
    def _pairs(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not all(pair.strip().find("=") > 0 for pair in value.get_secret_value().split(",")):
            raise ValueError("must be like authorization=Bearer%20key,tenant=chat")
        return value

    @field_validator("sentry_dsn")
    @classmethod
    def _a_project(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            address = urlsplit(value.get_secret_value())
            if address.scheme not in ("http", "https") or not address.username or not address.path.strip("/"):
                raise ValueError("must be like https://key@sentry.example.org/1")
        return value

    @field_validator("mail_from")
    @classmethod
    def _a_sender(cls, value: str | None) -> str | None:
        if value is not None and ("@" not in parseaddr(value)[1] or not value.isprintable()):
            raise ValueError("must be like Chat <chat@example.org>")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            address = urlsplit(value.get_secret_value())
            # Reading the port raises ValueError where it is none.
            if address.scheme not in ("smtp", "smtps", "smtp+plain") or not address.hostname or address.port == 0:
                raise ValueError("must be like smtp://user:password@mail.example.org:587")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SECRET_KEY_MIN_LENGTH:
            raise ValueError(f"needs {SECRET_KEY_MIN_LENGTH} characters or more")
        return value


def load(**overrides: object) -> Settings:
    """Read the settings; `overrides` win over the environment.

    Raises:
        ConfigurationError: names every wrong variable and what it may be, without repeating its value.
    """
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise ConfigurationError(problems) from None
    if settings.workers > 1 and settings.redis_url is None:
        raise ConfigurationError("WORKERS: more than one need REDIS_URL, through which they hear of each other")
    if settings.smtp_url is not None and (settings.mail_from is None or settings.public_url is None):
        raise ConfigurationError("MAIL_FROM, PUBLIC_URL: both are needed with SMTP_URL, or nobody could follow a link")
    if settings.bytes_burst < settings.frame_max_bytes:
        raise ConfigurationError("BYTES_BURST: must let at least one frame of FRAME_MAX_BYTES pass")
    return settings


def public_url(settings: Settings) -> str:
    """Where links lead: PUBLIC_URL, or this machine. Never what a request calls us, for anyone can write that."""
    return settings.public_url or f"http://localhost:{settings.port}"


def secret_key(settings: Settings) -> str:
    """The key that signs tokens: the one given, or one made on first start and kept with mode 0600.

    Raises:
        ConfigurationError: production without SECRET_KEY.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    if settings.environment == "production":
        raise ConfigurationError("SECRET_KEY: production needs one given")
    path = settings.data_dir / "secret.key"
    if not path.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"secret.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all, and only if nobody else was faster.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    key = path.read_text()
    if len(key) < SECRET_KEY_MIN_LENGTH:
        raise ConfigurationError(f"{path} is too short for a key; remove it, and everyone signs in again")
    return key
