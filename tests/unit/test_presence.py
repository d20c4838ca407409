"""Who is reachable, what others may know of it, and that a reload does not flap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import gevent
import orjson
import pytest
from gevent.event import Event

from chat_app.protocol.users import Reachability
from chat_app.records import User
from chat_app.services import presence as module
from chat_app.services.presence import HIDDEN, Presence
from chat_app.services.privacy import Privacy
from chat_app.types import UserId
from tests.unit.factories import ADA, BOB, CID, TIME, user
from tests.unit.memory import MemoryBus, MemoryStore, unavailable
from tests.unit.test_wire import read, text_of

ONLINE = Reachability("online", None)


@dataclass
class Town:
    """Ada, Bob and Cid; presence with a grace of next to nothing."""

    grace: float = 0.001
    store: MemoryStore = field(default_factory=MemoryStore)
    bus: MemoryBus = field(default_factory=MemoryBus)
    seen: list[UserId] = field(default_factory=list)

    def __post_init__(self) -> None:
        for each in (ADA, BOB, CID):
            self.change(each)
        privacy = Privacy(self.store)  # type: ignore[arg-type]
        self.presence = Presence(self.store, self.bus, self, privacy, grace=self.grace, away=300)  # type: ignore[arg-type]

    def saw(self, user_id: UserId, _time: datetime) -> None:
        """Where upkeep would note when a user was last seen."""
        self.seen.append(user_id)

    def change(self, user_id: UserId, **more: Any) -> None:
        self.store.users.people[user_id] = user(user_id, **more)

    def comes(self, user_id: UserId) -> None:
        self.bus.online.add(user_id)
        self.presence.came(user_id)

    def leaves(self, user_id: UserId) -> None:
        self.bus.online.discard(user_id)
        self.presence.left(user_id)

    def told(self) -> list[str]:
        return [orjson.loads(text_of(read(frame)))["status"] for _, frame, _ in self.bus.watched]


def test_coming_is_told_at_once() -> None:
    """To whom it concerns is the bus's business."""
    town = Town()
    town.comes(ADA)

    assert town.told() == ["online"] and town.bus.watched[0][0] == ADA


def test_leaving_is_told_after_the_grace_with_the_time() -> None:
    """And is written down."""
    town = Town()
    town.comes(ADA)
    town.bus.told.clear()
    town.leaves(ADA)

    assert town.told() == ["online"]
    assert town.bus.told.wait(5) and town.told() == ["online", "offline"] and town.seen == [ADA]


def test_who_is_watched_by_nobody_costs_no_frame() -> None:
    """When they were last seen is written all the same."""
    town = Town(grace=0)
    town.bus.unwatched.add(ADA)
    town.comes(ADA)
    town.leaves(ADA)
    [leaving] = town.presence._leaving.values()
    leaving.join(5)

    assert town.told() == [] and town.seen == [ADA] and town.store.users.reads == 0


def test_a_stranger_comes_without_presence() -> None:
    """Which `presence.watch` tells."""
    town = Town()
    town.bus.online.add(ADA)

    assert town.presence.strangers([ADA, UserId("f" * 24)])[ADA].presence == HIDDEN


def test_a_reload_does_not_flap() -> None:
    """Back within the grace: nobody is told anything."""
    town = Town(grace=60)
    town.comes(ADA)
    town.leaves(ADA)
    [leaving] = town.presence._leaving.values()
    town.comes(ADA)
    gevent.sleep(0)

    assert town.told() == ["online"] and leaving.dead  # or the next grace would be cut short by this one


def slow_store(town: Town) -> Event:
    """Nothing is cached, and the store answers once the event is set."""
    answers, get = Event(), town.store.users.get
    town.presence.forget(ADA)

    def slowly(user_id: UserId) -> User | None:
        answers.wait(5)
        return get(user_id)

    town.store.users.get = slowly  # type: ignore[method-assign]
    return answers


def back_while_the_goodbye_waits(town: Town) -> tuple[Event, list[gevent.Greenlet]]:
    """Ada has left and come back, and both wait for the store: what lets it answer, and who tells of it."""
    answers = slow_store(town)
    town.leaves(ADA)
    [leaving] = town.presence._leaving.values()
    while town.presence._leaving:
        gevent.sleep(0)
    coming = gevent.spawn(town.comes, ADA)
    gevent.sleep(0)
    return answers, [leaving, coming]


def test_who_comes_back_while_the_goodbye_is_prepared_is_online_in_the_end() -> None:
    """The word of the moment before does not come after."""
    town = Town(grace=0)
    town.comes(ADA)
    answers, telling = back_while_the_goodbye_waits(town)
    answers.set()
    gevent.joinall(telling, raise_error=True, timeout=5)

    assert town.told()[-1] == "online" and "offline" not in town.told()


def test_who_is_back_and_reloads_while_the_goodbye_is_prepared_is_online_in_the_end() -> None:
    """They are not there at the moment of the goodbye, and of those who return within the grace nobody is told."""
    town = Town(grace=0)
    town.comes(ADA)
    answers, telling = back_while_the_goodbye_waits(town)
    town.presence._grace = 60
    town.leaves(ADA)
    answers.set()
    gevent.joinall(telling, raise_error=True, timeout=5)
    town.comes(ADA)

    assert town.told()[-1] == "online" and "offline" not in town.told()


def test_who_goes_while_the_welcome_is_prepared_is_offline_in_the_end() -> None:
    """Nobody looks at a friend who is not there."""
    town = Town(grace=0)
    answers = slow_store(town)
    coming = gevent.spawn(town.comes, ADA)
    gevent.sleep(0)
    town.leaves(ADA)
    [leaving] = town.presence._leaving.values()
    while town.presence._leaving:
        gevent.sleep(0)
    answers.set()
    gevent.joinall([coming, leaving], raise_error=True, timeout=5)

    assert town.told() == ["offline"]


def test_who_comes_and_goes_elsewhere_in_one_breath_is_offline_in_the_end() -> None:
    """Another node says in one batch that they left, came and left: the last goodbye stands."""
    town = Town()
    for online in (False, True, False):
        town.presence._moved(ADA, online)
    assert town.bus.told.wait(5)

    assert town.told() == ["offline"]


def test_who_is_within_the_grace_is_online() -> None:
    """For who asks as for who watches."""
    town = Town(grace=60)
    town.comes(ADA)
    town.leaves(ADA)

    assert town.presence.of(BOB, [ADA]) == {ADA: ONLINE}
    town.comes(ADA)


def test_who_is_connected_elsewhere_has_not_left() -> None:
    """Another node still holds a connection when the grace is over."""
    town = Town(grace=0)
    town.comes(ADA)
    town.presence.left(ADA)  # here, while the bus still finds Ada somewhere
    [leaving] = town.presence._leaving.values()
    leaving.join(5)

    assert town.told() == ["online"] and town.seen == []


def test_presence_tells_the_last_time_of_who_is_away() -> None:
    """And none of who is here."""
    town = Town()
    town.change(ADA, last_seen=TIME)
    town.bus.online.add(BOB)

    assert town.presence.of(CID, [ADA, BOB]) == {ADA: Reachability("offline", TIME), BOB: ONLINE}


def test_who_hides_looks_offline_to_all_but_themselves() -> None:
    """`last_seen: nobody`."""
    town = Town()
    town.change(ADA, settings={"last_seen": "nobody"}, last_seen=TIME)
    town.comes(ADA)

    assert town.told() == []
    assert town.presence.of(BOB, [ADA]) == {ADA: HIDDEN} and town.presence.of(ADA, [ADA]) == {ADA: ONLINE}


def test_a_block_keeps_the_two_apart() -> None:
    """Promise 5: no presence passes, and the others notice nothing."""
    town = Town()
    town.change(ADA, blocked=frozenset({BOB}))
    town.change(BOB, blocked_by=frozenset({ADA}))
    town.comes(ADA)
    town.comes(BOB)

    assert [hidden for _, _, hidden in town.bus.watched] == [{BOB}, {ADA}]
    assert town.presence.of(BOB, [ADA]) == {ADA: HIDDEN} and town.presence.of(ADA, [BOB]) == {BOB: HIDDEN}
    assert town.presence.of(CID, [ADA, BOB]) == {ADA: ONLINE, BOB: ONLINE}


def test_what_changes_while_the_store_is_asked_hides_nobody() -> None:
    """Ada is known, Bob is not yet; meanwhile Ada gives somebody a nickname, which drops what is cached of her."""
    town = Town()
    town.comes(ADA)
    town.presence.of(CID, [ADA])
    get_many = town.store.users.get_many

    def meanwhile(user_ids: Iterable[UserId]) -> dict[UserId, User]:
        town.store.users.get_many = get_many  # type: ignore[method-assign]
        town.presence.forget(ADA)
        return get_many(user_ids)

    town.store.users.get_many = meanwhile  # type: ignore[method-assign]
    assert town.presence.of(CID, [ADA, BOB])[ADA] == ONLINE


def test_who_does_not_exist_looks_like_who_hides() -> None:
    """Promise 4, of people."""
    nobody = UserId("f" * 24)

    assert Town().presence.of(ADA, [nobody]) == {nobody: HIDDEN}


def test_the_store_is_asked_once_until_something_changes() -> None:
    """The cache makes watching cheap; `forget` makes a new setting count at once."""
    town = Town()
    for _ in range(3):
        town.presence.of(BOB, [ADA])
    town.change(ADA, settings={"last_seen": "nobody"})

    assert town.store.users.reads == 1
    town.presence.forget(ADA)
    town.bus.online.add(ADA)
    assert town.presence.of(BOB, [ADA]) == {ADA: HIDDEN}


def test_the_cache_is_bounded_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """By number and by time."""
    monkeypatch.setattr(module, "MAX_CACHED", 2)
    town = Town()
    for each in (ADA, BOB, CID):
        town.presence.of(BOB, [each])
    assert len(town.presence._known) <= 2
    later = module.monotonic() + module.CACHE_TTL
    monkeypatch.setattr(module, "monotonic", lambda: later)

    assert not town.presence._fresh(CID)


def test_a_public_user_comes_with_presence() -> None:
    """Those that exist."""
    town = Town()
    town.bus.online.add(ADA)
    found = town.presence.public(BOB, [ADA, UserId("f" * 24)])

    assert found.keys() == {ADA} and found[ADA].presence == ONLINE


def test_a_node_that_stops_writes_who_was_here() -> None:
    """All in one go."""
    town = Town()
    town.presence.all_left([ADA, BOB])

    assert town.store.users.seen == [ADA, BOB]


def test_who_touches_nothing_for_long_is_away_until_they_are_back() -> None:
    """Told once each time, and shown to who asks."""
    town = Town()
    town.comes(ADA)
    for idle in (299, 300, 400, 3):
        town.bus.idle[ADA] = idle
        town.presence.look_around()
        assert town.presence.of(BOB, [ADA])[ADA].status == ("away" if idle >= 300 else "online")

    assert town.told() == ["online", "away", "online"]
    assert town.bus.changed == [f"{ADA} idle", f"{ADA} back"]


def test_who_is_busy_on_another_node_is_not_away() -> None:
    """Nor is anybody for a moment, who reloads the page."""
    town = Town(grace=60)
    town.comes(ADA)
    town.bus.idle[ADA] = 400
    town.bus.busy_elsewhere.add(ADA)
    town.presence.look_around()
    assert town.presence.of(BOB, [ADA]) == {ADA: ONLINE}

    town.bus.busy_elsewhere.clear()
    assert town.presence.of(BOB, [ADA])[ADA].status == "away"
    town.leaves(ADA)
    assert town.presence.of(BOB, [ADA]) == {ADA: ONLINE}
    town.comes(ADA)


def test_who_comes_while_the_store_is_away_is_told_of_once_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing of them is known yet: or those who were told of the goodbye would believe it for ever."""
    monkeypatch.setattr(module, "RETRY", 0.001)
    town, tries = Town(), iter((unavailable, unavailable))
    town.presence.forget(ADA)
    get = town.store.users.get

    def at_the_third(user_id: UserId) -> User | None:
        next(tries, lambda: None)()
        return get(user_id)

    town.store.users.get = at_the_third  # type: ignore[method-assign]
    town.comes(ADA)
    assert town.told() == []

    with gevent.Timeout(5):
        while not town.told():
            gevent.sleep(0.001)
    assert town.told() == ["online"]
