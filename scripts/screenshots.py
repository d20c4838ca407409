"""`make screenshots`: the pictures of the README, taken from the running product."""

from __future__ import annotations

import sys

from scripts import live
from scripts.runner import run


def main() -> int:
    with live.server(BCRYPT_ROUNDS="4", RATE_LIMITS_ENABLED="false") as address:
        return run(["npm", "run", "--silent", "screenshots"], folder="frontend", env={"CHAT_URL": address}).code


if __name__ == "__main__":
    sys.exit(main())
