"""Who can read what must be kept secret on this machine?"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from chat_app.cli.doctor.finding import Finding
from chat_app.config import Settings

WHAT = "secrets"
FILES = ("secret.key", "store.password", "store.json")


def look(settings: Settings) -> Iterator[Finding]:
    """The secrets in DATA_DIR, and with any in it the folder, which nobody but their user may read."""
    given = "SECRET_KEY is given" if settings.secret_key is not None else f"The key is in {settings.data_dir}"
    paths = [path for name in FILES if (path := settings.data_dir / name).exists()]
    if paths:
        # Where all secrets are given there are none in it, and in a container it may be as Kubernetes makes it.
        paths.insert(0, settings.data_dir)
    if settings.environment == "production" and (env := Path(".env")).exists():
        paths.append(env)
    open_ones = [path for path in paths if _is_open(path)]
    for path in open_ones:
        mode = "700" if path.is_dir() else "600"
        yield Finding(WHAT, False, f"Others on this machine can read {path}.", f"chmod {mode} {path}")
    if not open_ones:
        yield Finding(WHAT, True, f"{given}; nobody else can read what is here.")


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
