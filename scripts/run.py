"""`make run`: `python -m chat_app`, with a sentence for an environment that lost a package."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from scripts.runner import ROOT


def main() -> int:
    if lost := _lost_package():
        print(f"chat: the package {lost} is missing; `make clean run` installs everything anew.", file=sys.stderr)
        return 1
    from chat_app.__main__ import main as run

    return run()


def _lost_package() -> str | None:
    """The first that is not there. Looked for and not imported: most are for the workers, which start later."""
    lines = (ROOT / "requirements.in").read_text().splitlines()
    return next((name for line in lines if "==" in line and _is_lost(name := line.partition("==")[0])), None)


def _is_lost(name: str) -> bool:
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return True
    # A module may have another name than its package, and several packages one folder: the list of files tells.
    modules = [file for file in files if file.suffix == ".py" and len(file.parts) <= 2]
    return not all(Path(file.locate()).exists() for file in modules)


if __name__ == "__main__":
    sys.exit(main())
