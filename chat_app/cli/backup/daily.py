"""A backup a day, in folders named after their days, of which some stay."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from chat_app.records import now
from chat_app.store.backup.manifest import NAME

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def today_in(folder: Path) -> Path:
    """The folder of today's backup, by UTC; it may not be there yet."""
    return folder / now().date().isoformat()


def finished(folder: Path) -> bool:
    """Whether the folder holds a whole backup, as far as its manifest says so."""
    return (folder / NAME).exists()


def leave(keep: int, newest: Path) -> int:
    """Remove all days beside `newest`, which has just been finished, but the last `keep`; returns how many stay.

    What was not finished on a day before goes too: nothing goes on there.
    """
    days = sorted(path for path in newest.parent.iterdir() if path.is_dir() and DAY.fullmatch(path.name))
    stay = {*[path for path in days if finished(path)][-keep:], newest}
    for path in days:
        if path not in stay:
            shutil.rmtree(path)
    return len(stay)
