"""The files of a backup: a document a line as extended JSON, packed; each is written whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bson import CodecOptions, DatetimeConversion, json_util
from bson.json_util import JSONMode, JSONOptions

from chat_app.errors import ConfigurationError

Fields = dict[str, Any]

TOLERANT: CodecOptions[Fields] = CodecOptions(
    tz_aware=True, unicode_decode_error_handler="replace", datetime_conversion=DatetimeConversion.DATETIME_AUTO
)
"""How documents are read for a copy: one that is spoilt must not end it."""
JSON = JSONOptions(json_mode=JSONMode.CANONICAL, tz_aware=True, datetime_conversion=DatetimeConversion.DATETIME_AUTO)
SIZE = 8 << 20
"""Bytes of a part before it is packed. What an interruption costs is one part."""
LEVEL = 6
"""Of gzip; measured: a part of messages shrinks to a tenth."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A finished file: its name, its size in bytes, its SHA-256 in hex, and how many lines it holds."""

    name: str
    bytes: int
    sha256: str
    lines: int


class PartWriter:
    """A part that is being written, in a file that has another name until it is whole."""

    def __init__(self, folder: Path, number: int) -> None:
        self._path = folder / f"{number:05}.ndjson.gz"
        self._unfinished = self._path.with_suffix(".unfinished")
        self._raw = os.fdopen(os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self._packed = gzip.GzipFile("", "wb", LEVEL, self._raw, mtime=0)
        self.size = 0
        self._lines = 0

    def write(self, collection: str, document: Fields, **beside: Any) -> None:
        """Add a line: the document under its collection's name, and what else is to be known of it."""
        line = json_util.dumps({collection: document, **beside}, json_options=JSON).encode() + b"\n"
        self._packed.write(line)
        self.size += len(line)
        self._lines += 1

    def finish(self) -> Part:
        """Close the file, and give it its name once it is on the disk. Raises OSError."""
        self._packed.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._raw.close()
        self._unfinished.replace(self._path)
        return Part(self._path.name, self._path.stat().st_size, _digest(self._path), self._lines)

    def abandon(self) -> None:
        """Close it and leave what is there; the next try begins it anew."""
        with contextlib.suppress(OSError):
            self._packed.close()
        self._raw.close()


def verify(folder: Path, part: Part) -> None:
    """Raises ConfigurationError, naming the file, when it is not what was written."""
    path = folder / part.name
    try:
        if path.stat().st_size != part.bytes or _digest(path) != part.sha256:
            raise ConfigurationError(f"{path} is damaged: it is not the file that was written. Nothing of it was used.")
    except OSError as error:
        raise ConfigurationError(f"{path} can't be read ({error.strerror}).") from None


def lines(folder: Path, part: Part) -> Iterator[Fields]:
    """What the part holds, a line at a time."""
    with gzip.open(folder / part.name, "rb") as file:
        for line in file:
            found: Fields = json_util.loads(line, json_options=JSON)
            yield found


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        _feed(file, digest)
    return digest.hexdigest()


def _feed(file: IO[bytes], digest: hashlib._Hash) -> None:
    while chunk := file.read(CHUNK):
        digest.update(chunk)
