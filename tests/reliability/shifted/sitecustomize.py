"""The wall clock of a server under test, shifted by the seconds that stand in a file; monotonic time goes on as it is.

Python loads this by itself in every process that has this folder in PYTHONPATH: the product knows nothing of it.
"""

import datetime
import os
import time
from datetime import datetime as _RealDatetime  # noqa: N812
from pathlib import Path
from typing import Any

_REREAD = 0.1  # seconds; time() is called often
_real_time, _real_time_ns = time.time, time.time_ns


class _Offset:
    """The seconds in the file, read again now and then."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at = float("-inf")
        self._seconds = 0.0

    def seconds(self) -> float:
        if time.monotonic() - self._read_at > _REREAD:
            self._read_at = time.monotonic()
            try:
                self._seconds = float(self._path.read_text())
            except (OSError, ValueError):  # not there yet, or being written
                pass
        return self._seconds


class _Anybody(type):
    """Every datetime is an instance of the class that stands in for it."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _RealDatetime)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, _RealDatetime)


def _shift(offset: _Offset) -> None:
    class Datetime(_RealDatetime, metaclass=_Anybody):
        """Makes real datetimes only, so that no library sees a difference."""

        def __new__(cls, *args: Any, **kwargs: Any) -> Any:
            return _RealDatetime(*args, **kwargs)  # noqa: DTZ001

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return _RealDatetime.fromtimestamp(time.time(), tz)

        @classmethod
        def utcnow(cls) -> Any:
            return cls.now(datetime.UTC).replace(tzinfo=None)

    time.time = lambda: _real_time() + offset.seconds()
    time.time_ns = lambda: _real_time_ns() + int(offset.seconds() * 1e9)
    datetime.datetime = Datetime  # type: ignore[misc]


if "TEST_CLOCK" in os.environ:
    _shift(_Offset(Path(os.environ["TEST_CLOCK"])))
