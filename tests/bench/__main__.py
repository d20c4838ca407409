"""`python -m tests.bench [WORK ...]`: run the works, and print the report as markdown."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.report import markdown
from tests.bench.sockets import allow_files
from tests.bench.works import DEFAULT, OTHERS, Options, perform

PACKAGES = ("secantusdb", "gevent", "gunicorn", "flask-sock", "wsproto", "pymongo", "marshmallow", "orjson")


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when every work could be done, whether it met its goal or not."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "works",
        nargs="*",
        metavar="WORK",
        help=f"pair:USERSxINFLIGHT[+receipts] or one of {', '.join(OTHERS)}; by default {' '.join(DEFAULT)}",
    )
    parser.add_argument("--quick", action="store_true", help="one run of 3 s after 1 s, for development")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--million", action="store_true", help="let `growth` and `people` go on to a million")
    parser.add_argument("--minutes", type=float, default=30, help="how long `steady` takes")
    parser.add_argument("--keep", type=Path, help="add to the figures in this file, and report all of them")
    options = parser.parse_args(arguments)
    long = Options(runs=options.runs, million=options.million, minutes=options.minutes)
    chosen = Options(runs=1, warmup=1, seconds=3, million=options.million, quick=True) if options.quick else long
    results: dict[str, list[dict[str, Any]]] = {}
    if options.keep and options.keep.exists():
        results = json.loads(options.keep.read_text())
    failed = False
    allow_files()
    for work in options.works or DEFAULT:
        results[work] = []
        try:
            for figures in perform(work, chosen):
                results[work].append(figures)
                print(work, json.dumps(figures), file=sys.stderr, flush=True)
        except (RuntimeError, AssertionError, OSError) as error:
            print(f"{work} failed: {error}", file=sys.stderr, flush=True)
            failed = True
        if options.keep:
            options.keep.write_text(json.dumps(results, indent=1))
    print(markdown(results, about()))
    return int(failed)


def about() -> dict[str, str]:
    """The machine, the versions and the day."""
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return {
        "machine": f"{os.cpu_count()} cores, {models[0].partition(': ')[2] if models else platform.machine()}, "
        f"{memory:.0f} GiB, Linux {platform.release()}",
        "versions": f"Python {platform.python_version()}, "
        + ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES),
        "store": os.environ.get("STORE_PROGRAM", "the embedded one"),
        "settings": "the defaults, but `RATE_LIMITS_ENABLED=false` and `BCRYPT_ROUNDS=4` (for signing people up)",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
    }


if __name__ == "__main__":
    sys.exit(main())
