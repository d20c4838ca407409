"""What a finished backup holds: a file beside the parts, written last, so that its presence says that all is there."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chat_app.errors import ConfigurationError
from chat_app.store.backup.parts import Part

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup: when it was made, of what, and its parts in the order in which they are to be read.

    `migrations` are those that were applied to the database; `key` tells secret keys apart without telling them.
    """

    id: str
    began_at: str
    ended_at: str
    migrations: list[str]
    key: str
    documents: dict[str, int]
    parts: list[Part]

    @property
    def total(self) -> int:
        """How many documents there are in all."""
        return sum(self.documents.values())

    def write(self, folder: Path) -> None:
        """Put it beside the parts, whole or not at all. Raises OSError."""
        body = {"format": FORMAT, **dataclasses.asdict(self)}
        new = folder / f"{NAME}.new"
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({**body, "sha256": _digest(body)}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / NAME)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """That of a finished backup.

        Raises:
            ConfigurationError: there is none, it is damaged, or of a later version than this one.
        """
        path = folder / NAME
        try:
            body = _checked(json.loads(path.read_text()))
        except FileNotFoundError:
            raise ConfigurationError(f"{folder} holds no finished backup: `flask backup {folder}` ends it.") from None
        except OSError as error:
            raise ConfigurationError(f"{path} can't be read ({error.strerror}).") from None
        except (ValueError, KeyError, AttributeError):
            raise ConfigurationError(f"{path} is damaged: it is not the file that was written.") from None
        if body.pop("format") != FORMAT:
            raise ConfigurationError(f"{path} was written by another version of the server, which can read it.")
        return cls(**body | {"parts": [Part(**part) for part in body["parts"]]})


def _checked(body: dict[str, Any]) -> dict[str, Any]:
    """What was written without its checksum. Raises ValueError when they do not belong together."""
    if body.pop("sha256") != _digest(body):
        raise ValueError("another checksum")
    return body


def fingerprint(secret_key: str) -> str:
    """What tells one secret key from another."""
    return hashlib.sha256(b"chat backup:" + secret_key.encode()).hexdigest()[:16]


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
