"""The clock on the wall of a server under test, which can be set forward and back while it runs."""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any

SHIFTED = Path(__file__).with_name("shifted")


class Clock(AbstractContextManager["Clock"]):
    """Give `settings` to the server, then `step` it. Time as such goes on: what is measured is not moved."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="chat-clock-", ignore_cleanup_errors=True)
        self._file = Path(self._folder.name) / "offset"
        self.offset = 0.0

    @property
    def settings(self) -> dict[str, Any]:
        """What the server's process needs in its environment."""
        return {"pythonpath": str(SHIFTED), "test_clock": str(self._file)}

    def step(self, offset: float) -> None:
        """From now on the server's clock is so many seconds before (or behind) the true one."""
        self.offset = offset
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(offset))
        fresh.replace(self._file)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()
