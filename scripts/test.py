"""`make test`: back end, front end and browser, all of them whatever fails, and one summary."""

from __future__ import annotations

import sys
from collections.abc import Callable

from scripts import live
from scripts.counts import Counts, counts
from scripts.runner import Outcome, close, heading, run


def back_end() -> Outcome:
    return run([sys.executable, "-m", "pytest", "--quiet", "--no-header"])


def front_end() -> Outcome:
    return run(["npm", "test", "--silent"], folder="frontend")


def browser() -> Outcome:
    try:
        # Costly hashes and limits are the API tests' subject; here they would only slow down each sign-up.
        with live.server(BCRYPT_ROUNDS="4", RATE_LIMITS_ENABLED="false") as address:
            return run(["npm", "run", "--silent", "e2e"], folder="frontend", env={"CHAT_URL": address})
    except RuntimeError as error:
        print(error)
        return Outcome(1, "", 0)


PARTS: dict[str, Callable[[], Outcome]] = {"back end": back_end, "front end": front_end, "browser": browser}


def main(names: list[str]) -> int:
    """Run the parts named, or all."""
    results: dict[str, tuple[Counts, float]] = {}
    for name, part in PARTS.items():
        if names and name not in names:
            continue
        heading(name)
        outcome = part()
        results[name] = counts(outcome.output, outcome.code), outcome.seconds
    return close("Tests", results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
