"""Is there room for what will be written?"""

from __future__ import annotations

from collections.abc import Iterator

from chat_app.cli.doctor.finding import Finding
from chat_app.config import Settings
from chat_app.room import room

LEAST_BYTES = 1 << 30
LEAST_SHARE = 0.05
GIB = 1 << 30
ADVICE = "Make room, or a larger volume, before it is full: a store that cannot write acknowledges nothing."


def look(settings: Settings) -> Iterator[Finding]:
    """The file system of DATA_DIR: bytes, and files."""
    found = room(settings)
    well = found.free >= LEAST_BYTES and found.share >= LEAST_SHARE
    left = f"{found.free / GIB:.1f} of {found.size / GIB:.1f} GiB are free, {found.files:.0%} of the files."
    yield Finding("disk", well, f"{found.place}: {left}", ADVICE)
