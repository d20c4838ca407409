"""`make requirements`: pin every requirements*.in with the hashes of all its packages."""

from __future__ import annotations

import os
import subprocess
import sys

from scripts.runner import ROOT

COMPILE = ["uv", "pip", "compile", "--quiet", "--no-config", "--no-header", "--generate-hashes", "--universal"]
# No address of an index in the files: where packages come from is a matter of the machine.
COMPILE += ["--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11"]
# The run time first: the others are constrained by what it pins.
FILES = ["requirements", "requirements-embedded", "requirements-build", "requirements-dev"]


def main() -> int:
    # uv does not read pip's configuration; an index set for pip is taken from its variables at least.
    index = os.environ.get("PIP_INDEX_URL")
    env = {**os.environ, **({"UV_DEFAULT_INDEX": index} if index else {})}
    return max(
        subprocess.run([*COMPILE, f"{name}.in", "--output-file", f"{name}.txt"], cwd=ROOT, env=env).returncode
        for name in FILES
    )


if __name__ == "__main__":
    sys.exit(main())
