"""What simulated people did and saw: a list of events, each with its time and the device that it happened on."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, TypeVar

CHANGES = {"edit", "delete", "reaction"}  # kinds that pages leave out and show applied
MESSAGES = {"text", "file"}  # kinds that count as unread

Event = TypeVar("Event", bound="Happening")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something at a time (seconds, monotonic) on a device (`user/number`; faults happen on `nemesis`)."""

    kinds: ClassVar[dict[str, type[Happening]]] = {}

    at: float
    device: str

    @property
    def user(self) -> str:
        """The person whose device it is."""
        return self.device.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Happening):
    """An attempt to send; a repeat is a `Sent` more with the same client_id."""

    conversation: str
    client_id: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acked(Happening):
    """The server said that the send stands."""

    conversation: str
    client_id: str
    message_id: str
    seq: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Happening):
    """The server answered a send with an error: it may stand or not, unless it is repeated."""

    conversation: str
    client_id: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Happening):
    """`ready` came. `last` marks the connections that were opened once all was over."""

    connection: int
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced(Happening):
    """`sync.done` came for the `batch`-th sync of the connection."""

    connection: int
    batch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Happening):
    """The connection ended, with its close code where there was one."""

    connection: int
    code: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saw(Happening):
    """An entry was seen: `how` is `live`, `sync`, `page`, `queue`, or `final` (fetched at the end)."""

    how: str
    connection: int
    conversation: str
    message_id: str
    seq: int
    sender: str
    client_id: str | None
    kind: str
    content: str | None
    batch: int = 0

    @property
    def identity(self) -> tuple[str, str, str | None, str | None]:
        """What must be the same wherever the entry is seen."""
        return self.message_id, self.sender, self.client_id, self.content


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed(Happening):
    """A receipt was sent."""

    conversation: str
    delivered_seq: int
    read_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SawReceipt(Happening):
    """The cursors of `member` were seen: live, or fetched by a request that began at `asked`."""

    conversation: str
    member: str
    delivered_seq: int
    read_seq: int
    asked: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Happening):
    """The log that a device had put together when all was over: message ids by seq, from 1."""

    conversation: str
    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched(Happening):
    """A conversation as the server showed it when all was over."""

    conversation: str
    last_seq: int
    unread: int
    read_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault(Happening):
    """What the nemesis did."""

    what: str


Happening.kinds.update({kind.__name__: kind for kind in Happening.__subclasses__()})


@dataclass
class History:
    """Events in the order in which they happened, and who is a member of what."""

    members: dict[str, list[str]] = field(default_factory=dict)
    events: list[Happening] = field(default_factory=list)

    def add(self, event: Happening) -> None:
        self.events.append(event)

    def of(self, kind: type[Event]) -> Iterator[Event]:
        """The events of one kind."""
        return (event for event in self.events if type(event) is kind)

    def save(self, path: Path) -> None:
        """Write one JSON object a line: the members, then each event with its kind."""
        with path.open("w") as lines:
            lines.write(json.dumps({"members": self.members}) + "\n")
            for event in self.events:
                lines.write(json.dumps({"event": type(event).__name__, **dataclasses.asdict(event)}) + "\n")

    @classmethod
    def load(cls, path: Path) -> History:
        """Read what `save` wrote.

        Raises:
            ValueError: a line is no JSON or no known event.
        """
        with path.open() as lines:
            history = cls(json.loads(next(lines))["members"])
            for line in lines:
                fields = json.loads(line)
                kind = Happening.kinds.get(fields.pop("event", ""))
                if kind is None:
                    raise ValueError(f"no such event: {line[:80]}")
                if "message_ids" in fields:
                    fields["message_ids"] = tuple(fields["message_ids"])
                history.add(kind(**fields))
        return history


def told(events: Iterable[Happening]) -> str:
    """Events as lines for a person, in order of time."""
    return "\n".join(
        f"  {event.at:10.3f} {event.device:<12} {type(event).__name__}"
        + "".join(
            f" {f.name}={getattr(event, f.name)!r}" for f in dataclasses.fields(event) if f.name not in {"at", "device"}
        )
        for event in sorted(events, key=lambda event: event.at)
    )
