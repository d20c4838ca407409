"""Is there room for what will be written?"""

from __future__ import annotations

import os
from collections.abc import Iterator

from chat_app.cli.doctor.finding import Finding
from chat_app.config import Settings

LEAST_BYTES = 1 << 30
LEAST_SHARE = 0.05
GIB = 1 << 30
ADVICE = "Make room, or a larger volume, before it is full: a store that cannot write acknowledges nothing."


def look(settings: Settings) -> Iterator[Finding]:
    """The file system of DATA_DIR: bytes, and files."""
    exports = settings.data_dir / "exports"
    # Beside a MongoDB elsewhere only copies of people's data grow; in a container the rest is a little memory.
    place = exports if settings.mongodb_uri is not None and exports.is_dir() else settings.data_dir
    place = next(folder for folder in (place.absolute(), *place.absolute().parents) if folder.exists())
    room = os.statvfs(place)
    free, size = room.f_bavail * room.f_frsize, room.f_blocks * room.f_frsize
    files_left = room.f_favail / room.f_files if room.f_files else 1.0  # some file systems have no such bound
    well = free >= LEAST_BYTES and free >= LEAST_SHARE * size and files_left >= LEAST_SHARE
    says = f"{place}: {free / GIB:.1f} of {size / GIB:.1f} GiB are free, {files_left:.0%} of the files."
    yield Finding("disk", well, says, ADVICE)
