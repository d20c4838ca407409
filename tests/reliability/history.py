"""What simulated people did and saw: a list of events, each with its time and the device that it happened on."""

from __future__ import annotations

import dataclasses
import gc
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

CHANGES = {"edit", "delete", "reaction"}  # kinds that pages leave out and show applied
MESSAGES = {"text", "file"}  # kinds that count as unread
AT_THE_END = {"final", "fresh"}  # ways in which entries are seen once all is over
FROZEN_EVERY = 100_000

Event = TypeVar("Event", bound="Happening")
Pairs = tuple[tuple[str, str], ...]


class Shown(NamedTuple):
    """A message as a person sees it, every change applied; `reactions` are sorted pairs of emoji and user."""

    seq: int
    message_id: str
    content: str | None
    edited: bool = False
    deleted: bool = False
    reactions: Pairs = ()


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
    """An attempt to write; a repeat is a `Sent` more with the same client_id. A reaction's content is `👍 on`."""

    conversation: str
    client_id: str
    content: str | None
    kind: str = "text"
    target: str | None = None
    connection: int = 0


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
    """The server answered a send with an error: it may stand or not, unless it is repeated; `final` ones are not."""

    conversation: str
    client_id: str
    code: str
    final: bool = False


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
class SignedOut(Happening):
    """The server did not accept the token: on a `socket`, or over `http`."""

    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saw(Happening):
    """An entry was seen: `how` is `live`, `sync`, `page` or `queue`; at the end `final` (a page), `fresh` (a sync)."""

    how: str
    connection: int
    conversation: str
    message_id: str
    seq: int
    sender: str
    client_id: str | None
    kind: str
    content: str | None
    target: str | None = None
    edited: bool = False
    deleted: bool = False
    reactions: Pairs = ()
    batch: int = 0

    @property
    def identity(self) -> tuple[str, str, str | None, str, str | None]:
        """What must be the same wherever the entry is seen, whatever happened to it since."""
        return self.message_id, self.sender, self.client_id, self.kind, self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class SawTyping(Happening):
    """A new device was told that somebody writes, once all was over."""

    conversation: str
    member: str


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
class Renamed(Happening):
    """A request for a new title of a group was answered well."""

    conversation: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nicknamed(Happening):
    """A request for a contact's new nickname was answered well."""

    member: str
    nickname: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled(Happening):
    """Long after all had healed, the device was still not connected, in sync and done with its sends."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Happening):
    """A conversation, from the seq `since` on, as a device had put it together from frames when all was over."""

    conversation: str
    since: int
    shown: tuple[Shown, ...]
    title: str | None
    cursors: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched(Happening):
    """A conversation as the server showed it when all was over; `last` is what its list shows as the last message."""

    conversation: str
    last_seq: int
    unread: int
    read_seq: int
    title: str | None
    cursors: tuple[tuple[str, int, int], ...]
    last: Shown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPeople(Happening):
    """Contacts (user, nickname) and presence (user, status) as a device knew them from frames when all was over."""

    contacts: Pairs
    presence: Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPeople(Happening):
    """The same as the server showed it."""

    contacts: Pairs
    presence: Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault(Happening):
    """What the nemesis did."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Over(Happening):
    """The nemesis was done with it; what it left to mend may take longer."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stormed(Happening):
    """So many sockets came back at once, and so many of them reached `sync.done`."""

    sockets: int
    synced: int


Happening.kinds.update({kind.__name__: kind for kind in Happening.__subclasses__()})


@dataclass
class History:
    """Events in the order in which they happened, who is a member of what, and how many nodes served."""

    members: dict[str, list[str]] = field(default_factory=dict)
    events: list[Happening] = field(default_factory=list)
    nodes: int = 1

    def add(self, event: Happening) -> None:
        self.events.append(event)
        if len(self.events) % FROZEN_EVERY == 0:
            # Nobody frees them before the end, and looking at millions of them again would stop the clients for
            # seconds.
            gc.freeze()

    def of(self, kind: type[Event]) -> Iterator[Event]:
        """The events of one kind."""
        return (event for event in self.events if type(event) is kind)

    def save(self, path: Path) -> None:
        """Write one JSON object a line: the members and nodes, then each event with its kind."""
        with path.open("w") as lines:
            lines.write(json.dumps({"members": self.members, "nodes": self.nodes}) + "\n")
            for event in self.events:
                fields = {name.name: getattr(event, name.name) for name in dataclasses.fields(event)}
                lines.write(json.dumps({"event": type(event).__name__, **fields}) + "\n")

    @classmethod
    def load(cls, path: Path) -> History:
        """Read what `save` wrote.

        Raises:
            ValueError: a line is no JSON or no known event.
        """
        with path.open() as lines:
            first = json.loads(next(lines))
            history = cls(first["members"], nodes=first.get("nodes", 1))
            for line in lines:
                fields = json.loads(line)
                kind = Happening.kinds.get(fields.pop("event", ""))
                if kind is None:
                    raise ValueError(f"no such event: {line[:80]}")
                fields = {name: _tupled(value) for name, value in fields.items()}
                if "shown" in fields:
                    fields["shown"] = tuple(Shown(*each) for each in fields["shown"])
                if fields.get("last") and kind is Fetched:
                    fields["last"] = Shown(*fields["last"])
                history.add(kind(**fields))
        return history


def _tupled(value: Any) -> Any:
    return tuple(_tupled(each) for each in value) if isinstance(value, list) else value


def told(events: Iterable[Happening]) -> str:
    """Events as lines for a person, in order of time."""
    return "\n".join(
        f"  {event.at:10.3f} {event.device:<12} {type(event).__name__}"
        + "".join(
            f" {f.name}={_short(getattr(event, f.name))}"
            for f in dataclasses.fields(event)
            if f.name not in {"at", "device"}
        )
        for event in sorted(events, key=lambda event: event.at)
    )


def _short(value: object) -> str:
    written = repr(value)
    return written if len(written) <= 200 else written[:190] + "…" + written[-8:]
