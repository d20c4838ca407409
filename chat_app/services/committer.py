"""Group commit: the sends of all greenlets go through one committer per process.

What arrived while the last write was under way goes into one ordered insert. No timer: an idle server commits at
once, a busy one in batches. The seq is assigned by optimistic append: the next ones are taken, and the log's unique
index refuses a seq that another process took.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

import gevent
import structlog
from gevent.event import AsyncResult, Event

from chat_app import metrics
from chat_app.errors import ChatError, ClientIdReused, Unavailable
from chat_app.records import Conversation, Entry, Position
from chat_app.services.positions import Positions
from chat_app.slowest import COMMITS
from chat_app.store.interfaces import Log
from chat_app.types import ConnectionId, ConversationId, MessageId, Seq

T = TypeVar("T")

logger = structlog.stdlib.get_logger(__name__)

MAX_BATCH = 200
MAX_PENDING = 10_000
"""Entries that may wait for their commit before new ones are refused."""
RETRY_PAUSE = 0.1
"""Seconds between tries of a store that does not answer."""
MAX_CONFLICTS = 20
"""Tries against other writers of a conversation before a send is given back."""
STORED, REPEATED, REFUSED, GIVEN_UP, FAILED = (
    metrics.SENDS.labels(outcome) for outcome in ("stored", "repeated", "refused", "given_up", "failed")
)


@dataclass(slots=True, eq=False)
class Append:
    """An entry on its way into the log. `done` is called once, with what stands or with why nothing does.

    `origin` is the connection that sent it, which the acknowledgement is enough for.
    """

    entry: Entry
    conversation: Conversation
    done: Callable[[Committed | ChatError], None]
    origin: ConnectionId | None = None
    expires_at: float = 0.0
    conflicts: int = 0
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Committed:
    """An entry that stands in the log; `repeated` when it stood there before."""

    entry: Entry
    conversation: Conversation
    origin: ConnectionId | None = None
    repeated: bool = False


class Committer:
    """The one writer of this process's entries.

    Args:
        announce: `Delivery.announce`: called with each committed entry, in the order of the log, before its `done`.
            Must not block.
        patience: seconds an entry may wait for a store that does not answer.
    """

    def __init__(
        self, log: Log, positions: Positions, announce: Callable[[Committed], None], *, patience: float
    ) -> None:
        self._log = log
        self._positions = positions
        self._announce = announce
        self._patience = patience
        self._pending: deque[Append] = deque()
        self._told: deque[tuple[Append, Committed | ChatError]] = deque()
        self._arrived, self._committed, self._idle = Event(), Event(), Event()
        self._idle.set()
        self._unanswered = 0
        self._started = False

    def submit(self, append: Append) -> None:
        """Queue an entry for the next batch. Never blocks.

        Raises:
            Unavailable: too many are waiting already.
        """
        if len(self._pending) >= MAX_PENDING:
            raise Unavailable("Too many messages are waiting for the store.", retry_after=1)
        append.expires_at = monotonic() + self._patience
        self._pending.append(append)
        self._unanswered += 1
        self._idle.clear()
        self._arrived.set()
        if not self._started:
            self._started = True
            gevent.spawn(self._commit_forever)
            gevent.spawn(self._tell_forever)

    def append(self, entry: Entry, conversation: Conversation, origin: ConnectionId | None = None) -> Committed:
        """Queue an entry and wait until it stands.

        Raises:
            ClientIdReused: another entry of that client_id stands.
            Unavailable: not acknowledged in time; it may stand or not, and may be sent again.
        """
        result: AsyncResult[Committed | ChatError] = AsyncResult()
        self.submit(Append(entry, conversation, result.set, origin))
        outcome: Committed | ChatError = result.get()
        if isinstance(outcome, ChatError):
            raise outcome
        return outcome

    @property
    def waiting(self) -> int:
        """How many entries wait for the write under way to end."""
        return len(self._pending)

    def drain(self, timeout: float) -> bool:
        """Wait until nothing is pending any more; False when `timeout` seconds were not enough."""
        return bool(self._idle.wait(timeout))

    def _commit_forever(self) -> None:
        while True:
            self._arrived.wait()
            self._arrived.clear()
            while self._pending:
                batch = [self._pending.popleft() for _ in range(min(MAX_BATCH, len(self._pending)))]
                try:
                    self._commit(_without_doubles(batch))
                except Unavailable:
                    self._give_back(batch)
                except Exception:
                    # A bug of ours, or an entry that the store will never take: it must not fail the others.
                    logger.exception("a batch could not be committed", entries=len(batch))
                    self._commit_singly(batch)

    def _commit_singly(self, batch: Sequence[Append]) -> None:
        for append in batch:
            self._positions.forget(append.entry.conversation_id)
        for index, append in enumerate(batch):
            if append.finished:
                continue
            try:
                self._commit([(append, [])])
            except Unavailable:
                # Together, or those behind would overtake it.
                self._give_back(batch[index:])
                return
            except Exception:
                logger.exception("an entry could not be committed", message_id=append.entry.message_id)
                FAILED.inc()
                self._tell(append, ChatError())

    def _tell_forever(self) -> None:
        # Beside the committer, so that one batch is told while the next one is being written.
        while True:
            self._committed.wait()
            self._committed.clear()
            while self._told:
                append, outcome = self._told.popleft()
                if isinstance(outcome, Committed):
                    _safely(self._announce, outcome)
                _safely(append.done, outcome)
                self._unanswered -= 1
            if not self._unanswered:
                self._idle.set()

    def _commit(self, batch: Sequence[tuple[Append, list[Append]]]) -> None:
        while batch:
            entries = self._number([append for append, _ in batch])
            began = monotonic()
            with metrics.COMMIT_SECONDS.time():
                appended = self._log.append(entries)
            metrics.COMMIT_ENTRIES.observe(appended.count)
            STORED.inc(appended.count)
            COMMITS.note(monotonic() - began, appended.count)
            for append, doubles in batch[: appended.count]:
                self._positions.advanced(append.entry)
                self._tell(append, Committed(append.entry, append.conversation, append.origin))
                self._answer_repeats(doubles, append.entry)
            batch = batch[appended.count :]
            if batch and appended.conflict == "id":
                (append, doubles), batch = batch[0], batch[1:]
                self._answer_repeats([append, *doubles], self._log.get(append.entry.message_id))
            elif batch and appended.conflict == "seq":
                batch = self._after_conflict(batch)

    def _number(self, appends: Sequence[Append]) -> list[Entry]:
        ends: dict[ConversationId, Position] = {}
        for append in appends:
            entry = append.entry
            end = ends.get(entry.conversation_id) or self._positions.known_end(entry.conversation_id)
            entry.seq = Seq(end.seq + 1)
            entry.ordinal = end.ordinal + entry.counts
            ends[entry.conversation_id] = Position(entry.seq, entry.ordinal)
        return [append.entry for append in appends]

    def _answer_repeats(self, repeats: Sequence[Append], standing: Entry | None) -> None:
        """What repeats of a client_id are answered with: the entry that stands, if it says the same."""
        for append in repeats:
            if standing is None:
                GIVEN_UP.inc()
                self._tell(append, Unavailable("The log is changing; send again.", retry_after=1))
            elif append.entry.same_request(standing):
                REPEATED.inc()
                # Announced too: the first try may have died before it was; clients drop doubles.
                self._tell(append, Committed(standing, append.conversation, append.origin, repeated=True))
            else:
                REFUSED.inc()
                self._tell(append, ClientIdReused())

    def _after_conflict(self, batch: Sequence[tuple[Append, list[Append]]]) -> Sequence[tuple[Append, list[Append]]]:
        first, doubles = batch[0]
        self._positions.refresh(first.entry.conversation_id)
        first.conflicts += 1
        if first.conflicts <= MAX_CONFLICTS:
            return batch
        for append in (first, *doubles):
            GIVEN_UP.inc()
            self._tell(append, Unavailable("Too many writers at once; send again.", retry_after=1))
        return batch[1:]

    def _tell(self, append: Append, outcome: Committed | ChatError) -> None:
        append.finished = True
        self._told.append((append, outcome))
        self._committed.set()

    def _give_back(self, batch: Sequence[Append]) -> None:
        """The store did not acknowledge: which entries stand is not known, so the ends are looked up again."""
        unfinished = [append for append in batch if not append.finished]
        for append in unfinished:
            self._positions.forget(append.entry.conversation_id)
        deadline = monotonic()
        in_time = [append for append in unfinished if append.expires_at > deadline]
        for append in unfinished:
            if append.expires_at <= deadline:
                GIVEN_UP.inc()
                self._tell(append, Unavailable("The store did not answer in time.", retry_after=1))
        if in_time:
            # They go first again, in their order, a moment later.
            self._pending.extendleft(reversed(in_time))
            gevent.sleep(RETRY_PAUSE)


def _without_doubles(batch: Sequence[Append]) -> list[tuple[Append, list[Append]]]:
    """Each entry once, with those that came for the same one at the same time."""
    firsts: dict[MessageId, tuple[Append, list[Append]]] = {}
    for append in batch:
        message_id = append.entry.message_id
        if message_id in firsts:
            firsts[message_id][1].append(append)
        else:
            firsts[message_id] = (append, [])
    return list(firsts.values())


def _safely(function: Callable[[T], object], argument: T) -> None:
    """Call; what fails for one entry must not stop all the others."""
    try:
        function(argument)
    except Exception:
        logger.exception("telling of an entry failed")
