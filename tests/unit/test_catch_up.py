"""What a node does for others: it finishes what they had begun, whatever befalls it meanwhile."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from gevent.event import Event

from chat_app.services import catch_up
from chat_app.services.catch_up import CatchUp


def test_a_look_that_fails_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one for a reason that nobody foresaw."""
    monkeypatch.setattr(catch_up, "REST", 0.0)
    looks, again = [], Event()

    def unapplied() -> list[Any]:
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError
        again.set()
        return []

    store: Any = SimpleNamespace(log=SimpleNamespace(unapplied=unapplied))
    bus: Any = SimpleNamespace(up=True)
    finishing = gevent.spawn(CatchUp(store, bus)._finish_forever)
    assert again.wait(5)
    finishing.kill()
