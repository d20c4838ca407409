"""How much more can be written where this server's own files grow."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from chat_app.config import Settings


@dataclass(frozen=True, slots=True)
class Room:
    """What is left in the file system of `place`: bytes, of `size`, and the share of its files, 0 to 1."""

    place: Path
    free: int
    size: int
    files: float

    @property
    def share(self) -> float:
        """What is left, 0 to 1: of the bytes or of the files, whichever ends first."""
        return min(self.free / self.size if self.size else 1.0, self.files)


def room(settings: Settings) -> Room:
    """The room in DATA_DIR, or where copies of people's data go if only those grow here."""
    exports = settings.data_dir / "exports"
    # Beside a MongoDB elsewhere the rest is little; in a container it is in memory.
    folder = exports if settings.mongodb_uri is not None and exports.is_dir() else settings.data_dir
    place = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    found = os.statvfs(place)
    # Some file systems have no bound on files.
    files = found.f_favail / found.f_files if found.f_files else 1.0
    return Room(place, found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize, files)
