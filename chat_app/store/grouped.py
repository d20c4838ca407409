"""Reads of one kind by many greenlets, grouped: what is asked for during one read is read together in the next.

The counterpart of group commit. After a cut thousands sign in at once, and each asks for its own user: one query for
them all takes the driver and the store a tenth of the time. An idle server reads at once; there is no timer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast
from weakref import WeakValueDictionary

from gevent.event import AsyncResult
from gevent.lock import Semaphore

from chat_app.errors import Unavailable

K = TypeVar("K")
V = TypeVar("V")

MAX_TOGETHER = 500


@dataclass(slots=True)
class _Group(Generic[K, V]):
    keys: set[K]
    found: AsyncResult[Mapping[K, V]] = field(default_factory=AsyncResult)


class GroupedReads(Generic[K, V]):
    """One read at a time; each begins after it was asked for, so nobody is given what was true before.

    Args:
        read: gives what it finds of some keys.
    """

    def __init__(self, read: Callable[[Collection[K]], Mapping[K, V]]) -> None:
        self._read = read
        self._forming: _Group[K, V] | None = None
        self._reading = Semaphore()

    def get(self, key: K) -> V | None:
        """What stands under the key, or None. Raises what `read` does."""
        group = self._forming
        if group is not None and len(group.keys) < MAX_TOGETHER:
            group.keys.add(key)
        else:
            group = self._forming = _Group({key})
            self._fulfil(group)
        found: Mapping[K, V] = group.found.get()
        return found.get(key)

    def _fulfil(self, group: _Group[K, V]) -> None:
        try:
            with self._reading:
                self._close(group)
                group.found.set(self._read(group.keys))
        except BaseException as error:
            # Who joined a greenlet that is being ended is not ended with it.
            broken_off = Unavailable("The read was broken off.", retry_after=1)
            group.found.set_exception(error if isinstance(error, Exception) else broken_off)
            raise
        finally:
            self._close(group)

    def _close(self, group: _Group[K, V]) -> None:
        """Let nobody join any more."""
        if self._forming is group:
            self._forming = None


class GroupedByKey(Generic[K, V]):
    """The same for what is read of one key at a time: those who ask for the same one share it, others do not wait.

    After a loss all members of a conversation sync at once. Would each do the work of all, there were the more of it
    the slower it makes the store.

    Args:
        read: gives what stands under a key.
    """

    def __init__(self, read: Callable[[K], V]) -> None:
        self._read = read
        self._groups: WeakValueDictionary[K, GroupedReads[K, V]] = WeakValueDictionary()

    def get(self, key: K) -> V:
        """What stands under the key, read after this was called. Raises what `read` does."""
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = GroupedReads(lambda keys: {each: self._read(each) for each in keys})
        return cast(V, group.get(key))
