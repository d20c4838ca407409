"""Who is reachable, and what others may know of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

import gevent
import structlog

from chat_app.bus.interface import Bus
from chat_app.errors import Unavailable
from chat_app.protocol import presence as frames
from chat_app.protocol.users import PublicUser, Reachability
from chat_app.protocol.wire import encode
from chat_app.records import User, now
from chat_app.services.privacy import Privacy
from chat_app.services.upkeep import Upkeep
from chat_app.store.interfaces import Store
from chat_app.types import UserId

logger = structlog.stdlib.get_logger(__name__)

CACHE_TTL = 5 * 60.0
"""Seconds that what the store says of a user is used again."""
MAX_CACHED = 20_000
TRIES = 3
RETRY = 1.0
"""Seconds before a change is told again that could not be told, for the store was away."""


HIDDEN = Reachability("offline", None)
ONLINE = Reachability("online", None)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store said of a user; a block, whoever made it, keeps the two `apart`."""

    apart: frozenset[UserId]
    last_seen: datetime | None
    expires_at: float


class Presence:
    """Online while any node holds a connection of the user, and for a grace after: so a reload does not flap.

    Args:
        grace: seconds before somebody who left is told to be offline.
        away: seconds without a touch on any client before somebody is told to be away.
    """

    def __init__(self, store: Store, bus: Bus, upkeep: Upkeep, privacy: Privacy, *, grace: float, away: float) -> None:
        self._store = store
        self._bus = bus
        self._upkeep = upkeep
        self._privacy = privacy
        self._grace = grace
        self._away = away
        self._idle: set[UserId] = set()
        self._leaving: dict[UserId, gevent.Greenlet] = {}
        self._known: dict[UserId, _Known] = {}
        bus.listeners.moved.append(self._moved)
        bus.listeners.idled.append(lambda user_id: gevent.spawn(self._tell, user_id, ONLINE))
        bus.listeners.user_changed.append(self._changed_elsewhere)
        bus.listeners.lost.append(self._forget_all)

    def came(self, user_id: UserId) -> None:
        """The user's first connection here opened."""
        self._bus.came(user_id)
        if not self._stays(user_id):
            self._tell(user_id, ONLINE)

    def left(self, user_id: UserId) -> None:
        """The user's last connection here closed."""
        self._bus.left(user_id)
        self._idle.discard(user_id)
        self._left(user_id, here=True)

    def look_around(self) -> None:
        """Tell whose clients nobody has touched for long, and who is back. To be called every second or so."""
        for user_id in self._bus.users():
            idle = (self._bus.idleness(user_id) or 0) >= self._away
            if idle != (user_id in self._idle):
                (self._idle.add if idle else self._idle.discard)(user_id)
                self._bus.idles(user_id, idle=idle)
                self._tell(user_id, self._here(user_id))

    def _stays(self, user_id: UserId) -> bool:
        """Call off a goodbye that waits for the end of its grace; False when none did."""
        leaving = self._leaving.pop(user_id, None)
        if leaving is not None:
            leaving.kill(block=False)
        return leaving is not None

    def _left(self, user_id: UserId, *, here: bool) -> None:
        self._stays(user_id)
        self._leaving[user_id] = gevent.spawn_later(self._grace, self._gone, user_id, here)

    def _moved(self, user_id: UserId, online: bool) -> None:
        """Every node tells those who watch from there; when the user was last seen, the node that was left writes."""
        if online:
            # At once, for the next word of the same batch may be another goodbye; only telling of it takes the store.
            if not self._stays(user_id):
                gevent.spawn(self._tell, user_id, ONLINE)
        elif self._bus.is_watched(user_id):
            self._left(user_id, here=False)

    def of(self, viewer: UserId, user_ids: Collection[UserId]) -> dict[UserId, Reachability]:
        """The presence of users as far as they let this viewer know."""
        for _ in range(TRIES):  # more than one where something of them changed while the store was asked
            if not (missing := [each for each in user_ids if not self._fresh(each)]):
                break
            if not (found := self._store.users.get_many(missing)):
                break
            for user in found.values():
                self._remember(user)
        shown = {user_id for user_id in user_ids if self._shows(user_id, viewer)}
        # Nothing waits from here on: what others are told of a change comes after it, and does not stand before it.
        online = self._bus.connected(user_ids) | self._leaving.keys()
        return {each: self._reachability(each, each in online) if each in shown else HIDDEN for each in user_ids}

    def public(self, viewer: UserId, user_ids: Collection[UserId]) -> dict[UserId, PublicUser]:
        """Those of the users that exist, as this viewer may see them."""
        users = self._store.users.get_many(user_ids)
        for user in users.values():
            self._remember(user)
        presence = self.of(viewer, users.keys())
        return {user.id: PublicUser(user, presence[user.id]) for user in users.values()}

    def strangers(self, user_ids: Collection[UserId]) -> dict[UserId, PublicUser]:
        """Those of the users that exist, as anybody may see them: without presence, which `presence.watch` tells."""
        users = self._store.users.get_many(user_ids)
        return {user.id: PublicUser(user, HIDDEN) for user in users.values()}

    def forget(self, *user_ids: UserId) -> None:
        """Drop what is cached of users: their settings, contacts or blocks changed."""
        self._forget(*user_ids)
        for user_id in user_ids:
            self._bus.user_changed(user_id)

    def _forget(self, *user_ids: UserId) -> None:
        self._privacy.forget(*user_ids)
        for user_id in user_ids:
            self._known.pop(user_id, None)

    def _forget_all(self) -> None:
        self._forget(*self._known)

    def audience_changed(self, user_id: UserId) -> None:
        """Who may see the user changed: hide from those who watch and may not, and show to those who may."""
        self.forget(user_id)
        self._show_again(user_id)

    def _changed_elsewhere(self, user_id: UserId) -> None:
        self._forget(user_id)
        gevent.spawn(self._show_again, user_id)

    def _show_again(self, user_id: UserId) -> None:
        if not self._bus.is_watched(user_id):
            return
        hidden = encode(frames.presence(user_id, HIDDEN.status, HIDDEN.last_seen))
        known: _Known | None = None
        try:
            known, audience = self._of_store(user_id), self._privacy.audience(user_id, "last_seen")
        except Unavailable:
            audience = frozenset()  # who sees the user again is told once the store answers, without the time
        # From those alone: of a block nobody but the two may notice anything.
        if audience is not None:
            self._bus.deliver_to_watchers(user_id, hidden, hidden_from=audience)
        if known is not None and known.apart:
            self._bus.deliver_to_watchers(user_id, hidden, only=known.apart)
        online = bool(self._bus.connected([user_id])) or user_id in self._leaving
        last_seen = known.last_seen if known is not None and not online else None
        self._tell(user_id, Reachability("online" if online else "offline", last_seen))

    def all_left(self, user_ids: Iterable[UserId]) -> None:
        """Write that these users were here until now: the node stops."""
        self._store.users.saw(dict.fromkeys(user_ids, now()))

    def _gone(self, user_id: UserId, here: bool) -> None:
        self._leaving.pop(user_id, None)
        if self._bus.connected([user_id]):
            return
        last_seen = now()
        if here:
            self._upkeep.saw(user_id, last_seen)
        if (known := self._known.get(user_id)) is not None:
            self._known[user_id] = replace(known, last_seen=last_seen)
        self._tell(user_id, Reachability("offline", last_seen))

    def _tell(self, user_id: UserId, presence: Reachability) -> None:
        if not self._bus.is_watched(user_id):
            return
        try:
            known = self._of_store(user_id)
            audience = self._privacy.audience(user_id, "last_seen")
        except Unavailable:
            logger.warning("who may know of a user's presence could not be read; trying again", user=user_id)
            gevent.spawn_later(RETRY, self._tell, user_id, presence)
            return
        # Asked after the store was: the user may have come or gone meanwhile, and the last word must be true. Who left
        # a moment ago may be back within the grace, and nobody would be told of that.
        online = bool(self._bus.connected([user_id])) or user_id in self._leaving
        if known is None or online == (presence.status == "offline"):
            return
        if online:
            presence = self._here(user_id)
        if audience is None or audience:
            frame = encode(frames.presence(user_id, presence.status, presence.last_seen))
            self._bus.deliver_to_watchers(user_id, frame, hidden_from=known.apart, only=audience)

    def _shows(self, user_id: UserId, viewer: UserId) -> bool:
        """Whether the viewer may know. Raises Unavailable."""
        known = self._known.get(user_id)
        if known is None or viewer == user_id:
            return known is not None
        return viewer not in known.apart and self._privacy.lets(user_id, "last_seen", viewer)

    def _reachability(self, user_id: UserId, online: bool) -> Reachability:
        known = self._known.get(user_id)
        return self._here(user_id) if online else Reachability("offline", known.last_seen if known else None)

    def _here(self, user_id: UserId) -> Reachability:
        here = self._bus.idleness(user_id) is not None
        away = (user_id in self._idle or not here) and self._bus.idle_elsewhere(user_id)
        return Reachability("away" if away and user_id not in self._leaving else "online", None)

    def _fresh(self, user_id: UserId) -> bool:
        known = self._known.get(user_id)
        return known is not None and known.expires_at > monotonic()

    def _of_store(self, user_id: UserId) -> _Known | None:
        """What the store says of the user, or said lately. Raises Unavailable when it never did."""
        if not self._fresh(user_id):
            try:
                if (user := self._store.users.get(user_id)) is not None:
                    self._remember(user)
            except Unavailable:
                if user_id not in self._known:
                    raise
                logger.warning("a user's settings could not be read; those known before are used", user=user_id)
        return self._known.get(user_id)

    def _remember(self, user: User) -> None:
        if len(self._known) >= MAX_CACHED:
            self._known.clear()
        self._privacy.learn([user])
        self._known[user.id] = _Known(
            apart=user.apart,
            last_seen=user.last_seen,
            expires_at=monotonic() + CACHE_TTL,
        )
