"""Runs a list of commands to the end, whatever fails, and closes with one summary."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.counts import Counts

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A command's end: its exit code, what it printed, and the seconds it took."""

    code: int
    output: str
    seconds: float


def run(command: Sequence[str], *, folder: str = ".", quiet: bool = False) -> Outcome:
    """Run `command` in `folder` of the repository; what it prints is shown as it comes, or not at all."""
    began = time.monotonic()
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=ROOT / folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if not quiet:
                sys.stdout.write(line)
                sys.stdout.flush()
    return Outcome(process.returncode, "".join(lines), time.monotonic() - began)


def heading(title: str) -> None:
    """Say what comes now."""
    print(f"\n──── {title}", flush=True)


def close(title: str, parts: Mapping[str, tuple[Counts, float]]) -> int:
    """Print the counts and seconds of each part, and those of all alone on the last line; return the exit code.

    They are written to the file that SUMMARY names as well, for a script that prints several at its end.
    """
    total = sum((counts for counts, _ in parts.values()), Counts())
    width = max(map(len, parts))
    lines = [f"──── {title}"]
    lines += [f"{name:{width}}  {counts!s:32}  {seconds:5.1f} s" for name, (counts, seconds) in parts.items()]
    summary = "\n".join([*lines, str(total)])
    print(f"\n{summary}", flush=True)
    if file := os.environ.get("SUMMARY"):
        Path(file).write_text(f"{summary}\n")
    return 1 if total.failed else 0
