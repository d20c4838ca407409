"""The secret key beside a backup: never in it, for it opens what the backup holds sealed."""

from __future__ import annotations

import os
from pathlib import Path

from chat_app.config import SECRET_KEY_MIN_LENGTH, Settings, secret_key
from chat_app.data_dir import DataDir
from chat_app.errors import ConfigurationError
from chat_app.store.backup.manifest import Manifest, fingerprint

ANOTHER = (
    "The server that was copied had another secret key: everybody signs in again, and authenticator apps are to be set "
    "up anew. Give that key as SECRET_KEY, or restore with --secret-key."
)


def must_be_writable(file: Path, folder: Path) -> None:
    """Raises ConfigurationError: it is there already, or in the backup's own folder."""
    if file.exists():
        raise ConfigurationError(f"{file} is there already: name another file.")
    if folder.resolve() in file.resolve().parents:
        raise ConfigurationError(f"{file} is in the folder of the backup: who finds the one should not have the other.")


def write(file: Path, settings: Settings) -> None:
    """Write the key where nobody else can read it. Raises ConfigurationError."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
            written.write(secret_key(settings))
    except OSError as error:
        raise ConfigurationError(f"{file} can't be written ({error.strerror}).") from None


def read(file: Path, settings: Settings, manifest: Manifest) -> str:
    """The key of the server that was copied.

    Raises:
        ConfigurationError: it is another key, or SECRET_KEY gives another one.
    """
    try:
        key = file.read_text().strip()
    except OSError as error:
        raise ConfigurationError(f"{file} can't be read ({error.strerror}).") from None
    if len(key) < SECRET_KEY_MIN_LENGTH or fingerprint(key) != manifest.key:
        raise ConfigurationError(f"{file} is not the secret key of the server that was copied.")
    if settings.secret_key is not None and settings.secret_key.get_secret_value() != key:
        raise ConfigurationError(f"SECRET_KEY: is another key than the one in {file}, and is what counts.")
    return key


def use(key: str, settings: Settings) -> None:
    """Make it the key of this server from its next start on, unless SECRET_KEY says so already."""
    if settings.secret_key is None:
        DataDir(settings.data_dir).write_private("secret.key", key)


def is_of(settings: Settings, manifest: Manifest) -> bool:
    """Whether this server has the key of the one that was copied."""
    return fingerprint(secret_key(settings)) == manifest.key
