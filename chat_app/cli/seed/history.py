"""Plays dialogues into the log of one conversation, as its members would have written them."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from chat_app.cli.seed.script import ANY, DIRECT, SPEAKERS, Dialogue, dialogues
from chat_app.records import Entry
from chat_app.services.messages import message_id
from chat_app.types import ConversationId, Kind, Seq, UserId

DAY = timedelta(days=1)
WAKING_HOURS = (7, 23)
LONGEST_DAYS = 300
"""The longest log spans so many days; people signed up before that."""

SLOTS = {
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "month": "March April May June September October".split(),
    "hour": ["7:30", "9:15", "half past eleven", "noon", "4 pm", "half past five", "6", "7", "20:00", "quarter past 8"],
    "city": "Lisbon Porto Ghent Graz Trieste Malmö Tartu Bilbao Kraków Leipzig Galway Oaxaca Kyoto Tbilisi".split(),
    "street": ["Mill Lane", "Harbour Street", "Station Road", "the Lindenallee", "Rua das Flores", "Canal Street"],
    "station": ["the central station", "the harbour", "the old market", "the university", "the east gate"],
    "food": ["ramen", "pierogi", "dal", "mushroom risotto", "jollof rice", "dumplings", "shakshuka", "moussaka", "pho"],
    "thing": ["umbrella", "scarf", "charger", "water bottle", "cardigan", "notebook", "thermos", "rain jacket"],
    "film": ["The Keeper of Skerry Rock", "Fourteen Lamps", "North of the Fog", "The Last Ferry", "Salt and Light"],
    "book": [
        "The Cartographer's Aunt",
        "Nine Winters",
        "A Field Guide to Silence",
        "The Ferryman's Ledger",
        "Small Hours",
    ],
    "band": ["The Paper Kites of Porto", "Velvet Tram", "Moss & Daughters", "Sunday Engines", "Low Season"],
    "pet": "Biscuit Lord Pickles Waffles Moss Captain Noodle".split(),
    "number": [str(number) for number in range(38, 420, 7)],
}
SLOT = re.compile(r"\{(@?\w+)\}")


@dataclass(slots=True, eq=False)
class Happening:
    """Something a member does at a time; `target` is the message that it changes or answers."""

    at: datetime
    sender: UserId
    kind: Kind
    text: str | None = None
    target: Happening | None = None
    thread: list[Happening] = field(default_factory=list)
    """The messages of its dialogue, in order."""
    mentions: list[UserId] = field(default_factory=list)
    entry: Entry | None = None
    """What it became in the log."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is in a conversation, with first names and usernames, and what they talk about; `title` is that of a group.

    `turn` is the conversation's number: those that follow each other talk about different things, the last of all.
    """

    members: Sequence[UserId]
    names: Sequence[str]
    usernames: Sequence[str]
    theme: str
    title: str | None
    turn: int


def play(random: Random, cast: Cast, conversation_id: ConversationId, *, messages: int, until: datetime) -> list[Entry]:
    """A whole log: `messages` messages and the changes to them, effects applied, seqs from 1, none after `until`."""
    happenings = _timeline(random, cast, messages, until)
    if cast.title is not None:
        began = (happenings[0].at if happenings else until) - timedelta(minutes=2)
        happenings.insert(0, Happening(began, cast.members[0], "system", cast.title))
    return list(_entries(happenings, conversation_id))


def _timeline(random: Random, cast: Cast, messages: int, until: datetime) -> list[Happening]:
    """What happens, in the order of time; the first `messages` messages of it, and changes to these alone."""
    chosen, lines = [], 0
    playlist = _playlist(cast)
    while lines < messages:
        chosen.append(next(playlist))
        lines += len(chosen[-1].lines)
    happenings = []
    for dialogue, start in zip(reversed(chosen), _starts(random, len(chosen), until), strict=True):
        happenings += _perform(random, cast, dialogue, start, until)
    happenings.sort(key=lambda happening: happening.at)  # stable: a dialogue's own order stays
    said = [happening for happening in happenings if happening.kind == "text"][:messages]
    kept = {id(happening) for happening in said}
    return [
        happening for happening in happenings if id(happening if happening.kind == "text" else happening.target) in kept
    ]


def _playlist(cast: Cast) -> Iterator[Dialogue]:
    """Fitting dialogues from the last one back, without an end; none comes again before all the others were there."""
    size = len(cast.members)
    themes = [DIRECT] if cast.theme == DIRECT or size < 3 else [cast.theme, ANY]
    fitting = [dialogue for theme in themes for dialogue in dialogues()[theme] if dialogue.speakers <= size]
    # Steps that meet every dialogue, and far from where the next conversations are.
    step = next(step for step in itertools.count(11) if math.gcd(step, len(fitting)) == 1)
    for turn in itertools.count(cast.turn, step):
        yield fitting[turn % len(fitting)]


def _starts(random: Random, count: int, until: datetime) -> list[datetime]:
    """When each dialogue begins: a few a day, in waking hours, the last one mostly in the past hours."""
    ago = timedelta(minutes=min(random.lognormvariate(5.5, 1.6), 20_000))
    last = until - ago if ago < timedelta(hours=1) else _by_day(until - ago, until)
    a_day = max(random.uniform(1.5, 5), count / LONGEST_DAYS)
    starts = [last]
    for number in range(1, count):
        day = last - DAY * (number / a_day + random.uniform(-0.2, 0.2))
        starts.append(_by_day(day.replace(hour=0, minute=0) + DAY * random.random(), last))
    return sorted(starts)


def _by_day(time: datetime, latest: datetime) -> datetime:
    """That time, or if people sleep then a waking hour of that day; of the day before where it would be too late."""
    first, end = WAKING_HOURS
    if not first <= time.hour < end:
        time = time.replace(hour=first + (time.hour * 5 + time.minute) % (end - first))
    return time if time <= latest else time - DAY


def _perform(random: Random, cast: Cast, dialogue: Dialogue, start: datetime, until: datetime) -> list[Happening]:
    """A dialogue by some of the members, from `start` on or so that it is over by `until`."""
    people = random.sample(range(len(cast.members)), dialogue.speakers)
    slots = _slots(random, cast, people)
    members = [cast.members[person] for person in people]
    thread: list[Happening] = []
    changes: list[Happening] = []
    at = start
    for line in dialogue.lines:
        at += _pause(random, line.text, line.pause)
        text = SLOT.sub(lambda slot: slots[slot[1]], line.text)
        target = thread[line.reply_to] if line.reply_to is not None else None
        named = [members[SPEAKERS.index(slot[1])] for slot in SLOT.findall(line.text) if slot[0] == "@"]
        said = Happening(at, members[line.speaker], "text", text, target, thread, mentions=named)
        thread.append(said)
        if line.edited is not None:
            edited = SLOT.sub(lambda slot: slots[slot[1]], line.edited)
            changes.append(Happening(at + _seconds(random, 8, 40), said.sender, "edit", edited, said))
        for who, emoji in line.reactions:
            changes.append(Happening(at + _seconds(random, 3, 240), members[who], "reaction", emoji, said))
    late = max(happening.at for happening in thread + changes) - until
    if late > timedelta(0):
        # A long one moves by whole days, or people would talk at night.
        earlier = late if late < timedelta(hours=1) else DAY * math.ceil(late / DAY)
        for happening in thread + changes:
            happening.at -= earlier
    return thread + changes


def _slots(random: Random, cast: Cast, people: Sequence[int]) -> dict[str, str]:
    """What stands for each name in braces, the same all through a dialogue."""
    slots = {name: random.choice(values) for name, values in SLOTS.items()}
    days = SLOTS["day"]
    slots["day2"] = days[(days.index(slots["day"]) + random.randrange(1, 4)) % 7]
    for letter, person in zip(SPEAKERS, people, strict=False):
        slots[letter] = cast.names[person]
        slots[f"@{letter}"] = f"@{cast.usernames[person]}"
    return slots


def _pause(random: Random, text: str, given: timedelta | None) -> timedelta:
    """How long it takes to read what came before, to think and to type; or about as long as the dialogue says."""
    if given is not None:
        return given * random.uniform(0.85, 1.2)
    return timedelta(seconds=min(3 + len(text) * random.uniform(0.12, 0.3) + random.lognormvariate(1.6, 1.1), 900))


def _seconds(random: Random, least: float, most: float) -> timedelta:
    return timedelta(seconds=random.uniform(least, most))


def _entries(happenings: Sequence[Happening], conversation_id: ConversationId) -> Iterator[Entry]:
    """The happenings as a log."""
    ordinal = 0
    before: Happening | None = None
    for seq, happening in enumerate(happenings, 1):
        client_id = f"seed-{seq}"
        happening.entry = entry = Entry(
            message_id=message_id(conversation_id, happening.sender, client_id),
            conversation_id=conversation_id,
            sender_id=happening.sender,
            client_id=client_id,
            kind=happening.kind,
            created_at=_stored(happening.at),
            seq=Seq(seq),
        )
        if happening.kind == "text":
            entry.content = happening.text
            entry.mentions = happening.mentions
            answered = happening.target or _interrupted(happening, before)
            if answered is not None and answered.entry is not None:
                entry.reply_to = answered.entry.message_id
            before = happening
        elif happening.kind == "system":
            entry.data = {"event": "created", "title": happening.text}
        elif happening.target is not None and happening.target.entry is not None:
            _change(entry, happening.text or "", happening.target.entry)
        ordinal += entry.counts
        entry.ordinal = ordinal
        yield entry


def _change(entry: Entry, text: str, target: Entry) -> None:
    """Make `entry` an edit or a reaction, and let `target` show its effect."""
    entry.target_id = target.message_id
    if entry.kind == "edit":
        entry.content = target.content = text
        target.edited_at = entry.created_at
    else:
        entry.data = {"emoji": text, "on": True}
        target.reactions.setdefault(text, []).append(entry.sender_id)


def _interrupted(happening: Happening, before: Happening | None) -> Happening | None:
    """The line that this one follows in its dialogue, if another dialogue came between: people quote it then."""
    place = happening.thread.index(happening)
    if place == 0 or before is happening.thread[place - 1]:
        return None
    return happening.thread[place - 1]


def _stored(time: datetime) -> datetime:
    """Cut to the milliseconds that the store keeps."""
    return time.astimezone(UTC).replace(microsecond=time.microsecond // 1_000 * 1_000)
