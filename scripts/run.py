"""`make run`: `python -m chat_app`, with a sentence for an environment that lost a package."""

from __future__ import annotations

import sys
from importlib.util import find_spec

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
    names = [line.partition("==")[0].replace("-", "_") for line in lines if "==" in line]
    return next((name for name in names if find_spec(name) is None), None)


if __name__ == "__main__":
    sys.exit(main())
