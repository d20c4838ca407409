"""The compose files as Docker Compose itself reads them: checked, merged, every variable filled in."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from scripts.runner import ROOT

DEPLOY = ROOT / "deploy"
PRODUCTION, DEVELOPMENT = FILES = (DEPLOY / "compose.yaml", DEPLOY / "compose.dev.yaml")
SECRET = "0123456789abcdef" * 4
"""What each variable is that has to be given."""

Json = dict[str, Any]


@functools.cache
def variables(path: Path) -> dict[str, str | None]:
    """The variables that a file refers to, each with its default; None where it has to be given."""
    found = json.loads(_compose(path, "--variables"))
    return {name: None if each["Required"] else each["DefaultValue"] for name, each in found.items()}


@functools.cache
def project(path: Path) -> Json:
    """The whole project, with nothing but what has to be given in the .env."""
    given = {name: SECRET for name, default in variables(path).items() if default is None}
    found: Json = json.loads(_compose(path, env=given).replace("$$", "$"))
    return found


def services(path: Path) -> dict[str, Json]:
    """The services of the project."""
    found: dict[str, Json] = project(path)["services"]
    return found


def seconds(duration: str) -> float:
    """`320s`, `5m20s`, as compose writes them."""
    units = {"h": 3_600, "m": 60, "s": 1}
    return sum(float(number) * units[unit] for number, unit in re.findall(r"([\d.]+)([hms])", duration))


def _compose(path: Path, *options: str, env: dict[str, str] | None = None) -> str:
    command = [Path(sys.executable).with_name("docker-compose"), "--file", path, "config", "--format=json", *options]
    # Without an .env that somebody may have there, nor the variables of whoever runs the tests.
    command[1:1] = ["--env-file", "/dev/null"]
    result = subprocess.run(command, env=env or {}, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    assert "level=warning" not in result.stderr, result.stderr
    return result.stdout
