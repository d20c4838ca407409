"""What those in charge do stands in the audit log before it is done."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import Mock

import pytest

from chat_app.errors import NotFound, Unavailable
from chat_app.services.administration import Actor, Administration
from chat_app.services.reports import Reports
from tests.unit.factories import ADA

ACTOR = Actor(ADA, "ada", "192.0.2.1")


def settle(store: Mock) -> object:
    """Close a report."""
    return Reports(store, Mock(), Mock()).settle(ACTOR, "r", "closed", "seen")


def take_back(store: Mock) -> object:
    """End an invitation."""
    return Administration(store, Mock()).take_back(ACTOR, "i")


@pytest.mark.parametrize("do", [settle, take_back])
def test_what_cannot_be_written_down_is_not_done(do: Callable[[Mock], object]) -> None:
    """A deed that nobody finds there afterwards would be worse than one that failed."""
    store = Mock()
    store.audit.add.side_effect = Unavailable
    with pytest.raises(Unavailable):
        do(store)

    assert not store.reports.update.called and not store.invitations.remove.called


@pytest.mark.parametrize("do", [settle, take_back])
def test_of_what_there_is_not_nothing_is_written_down(do: Callable[[Mock], object]) -> None:
    """Nobody did anything to it."""
    store = Mock()
    store.reports.get.return_value = store.invitations.get.return_value = None
    with pytest.raises(NotFound):
        do(store)

    assert not store.audit.add.called
