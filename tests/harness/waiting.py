"""Waiting for what must become true, with a deadline: the only place where these tests sleep."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(what: str, probe: Callable[[], T], timeout: float = 10.0, every: float = 0.02) -> T:
    """The first truthy value of `probe`, asked every `every` seconds.

    Raises:
        AssertionError: it did not come within `timeout` seconds; the message says `what` was waited for.
    """
    deadline = time.monotonic() + timeout
    while not (value := probe()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout:g} s in vain for {what}; last seen: {value!r}")
        time.sleep(every)
    return value
