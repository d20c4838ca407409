"""`make run`: `python -m chat_app`, with a sentence for an environment that lost a package."""

from __future__ import annotations

import sys


def main() -> int:
    try:
        from chat_app.__main__ import main as run
    except ModuleNotFoundError as error:
        print(f"chat: the package {error.name} is missing; `make clean run` installs everything anew.", file=sys.stderr)
        return 1
    return run()


if __name__ == "__main__":
    sys.exit(main())
