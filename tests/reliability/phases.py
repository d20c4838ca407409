"""What a run is doing and how long each part of it took, so that nobody must guess."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.harness.processes import resident_bytes

Tell = Callable[[str], None]


@dataclass
class Phases:
    """`tell` gets a line at each end of a phase; tests let it say nothing."""

    tell: Tell = lambda line: None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Take the time of what happens inside."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = time.monotonic() - began
            self.tell(f"{name}: {self.seconds[name]:.1f} s")

    async def report(self, state: Callable[[], str], every: float = 60.0) -> None:
        """Say how things stand, until cancelled."""
        began = time.monotonic()
        while True:
            await asyncio.sleep(every)
            memory = resident_bytes(os.getpid()) >> 20
            self.tell(f"  after {time.monotonic() - began:.0f} s: {state()}, {memory} MiB")
