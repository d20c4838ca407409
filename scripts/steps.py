"""What a step of the preparation is made of: a stamp, a command, a sentence when it fails."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Refused(Exception):
    """What is missing or went wrong, in one sentence for the person who typed the command."""


def tell(line: str) -> None:
    """Say what takes time."""
    print(line, flush=True)


def digest(paths: Iterable[Path], *facts: str) -> str:
    """A hash of the files' names and contents, and of what else the result depends on."""
    result = hashlib.sha256("\0".join(facts).encode())
    for path in sorted(paths):
        content = path.read_bytes()
        result.update(f"\0{path.relative_to(ROOT)}\0{len(content)}\0".encode())
        result.update(content)
    return result.hexdigest()


def is_done(stamp: Path, wanted: str) -> bool:
    """Whether the step that left this stamp was made from the same."""
    return stamp.exists() and stamp.read_text() == wanted


def execute(
    what: str, command: Sequence[str | Path], log: Path, *, directory: Path = ROOT, env: Mapping[str, str] | None = None
) -> None:
    """Run `command`; what it prints goes to `log`.

    Raises:
        Refused: it failed; the sentence has the line of its output that says why.
    """
    with log.open("w") as output:
        code = subprocess.run(
            command, cwd=directory, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        ).returncode
    if code != 0:
        raise Refused(f"{what} failed: {_reason(log.read_text(errors='replace'))} (all of it: {_short(log)})")


def _reason(output: str) -> str:
    """The line that helps most, as pip and npm put it."""
    # pip says the last of these when it gave up at once: it knows of no version at all.
    unreachable = ("NewConnectionError", "name resolution", "ENOTFOUND", "ECONNREFUSED", "EAI_AGAIN", "versions: none")
    if any(word in output for word in unreachable):
        return "the package index can't be reached"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error:", "npm error ")) and " code " not in line]
    return (errors or lines[-1:] or ["it said nothing"])[0][:300]


def _short(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
