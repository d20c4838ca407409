"""Which conversations there are, between whom and how long; the same for the same seed and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from chat_app.cli.seed.history import SLOTS, Cast, play
from chat_app.cli.seed.people import display_name, stable_id, user_id, username
from chat_app.cli.seed.script import DIRECT
from chat_app.records import Conversation, Cursor, Entry, Participant
from chat_app.types import ConversationId, Role, Seq, UserId

TITLES = {
    "flat": ["Flat in {street}", "Third floor left", "Dishes & other disasters"],
    "work": ["Platform team", "Release train", "Support rota", "The import squad"],
    "climbing": ["Tuesday climbers", "Chalk & cheese", "Rock around {city}"],
    "books": ["Book club", "Six readers, one book", "Spoilers from page 300"],
    "family": ["Family", "Sunday lunch", "Cousins"],
    "band": ["The Efficient Bathrooms", "Rehearsal room 4", "{band} (tribute)"],
    "travel": ["{city} in {month}", "Summer trip: {city}", "Two tents to {city}"],
    "games": ["Game night", "Roll for initiative", "Thursdays, dice, snacks"],
}
FIRST_PERSONS = 24
"""So many of the first conversations have the first person in them: whoever signs in as her finds a full list."""

MENTIONS_KEPT = 100
"""For each member; as many as a live conversation keeps."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for. Nothing of it happens after `until`."""

    seed: int
    users: int
    conversations: int
    messages: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation and its whole log."""

    conversation: Conversation
    log: list[Entry]


@dataclass(frozen=True, slots=True)
class Outline:
    """A conversation before anything was said: its people by number, the first one the owner of a group."""

    id: ConversationId
    number: int
    people: tuple[int, ...]
    theme: str
    title: str | None
    messages: int


def outlines(plan: Plan) -> Iterator[Outline]:
    """The conversations, in their order."""
    random = Random(f"{plan.seed}:{plan.users}:outlines")
    pairs: set[frozenset[int]] = set()
    sizes = _sizes(plan)
    for number in range(plan.conversations):
        first = 0 if number < FIRST_PERSONS else random.randrange(plan.users)
        pair = _pair(random, plan, first, pairs) if number % 5 not in (1, 4) else None
        if pair is not None:
            theme, title, people = DIRECT, None, pair
        else:
            theme = random.choice(sorted(TITLES))
            title = random.choice(TITLES[theme]).format_map({key: random.choice(SLOTS[key]) for key in sorted(SLOTS)})
            people = _group(random, plan, first)
        conversation_id = ConversationId(stable_id(plan.seed, "conversation", number))
        yield Outline(conversation_id, number, people, theme, title, sizes[number])


def chat(plan: Plan, outline: Outline) -> Chat:
    """What was said there, and how far each member has read."""
    random = Random(f"{plan.seed}:conversation:{outline.number}")
    members = [user_id(plan.seed, person) for person in outline.people]
    names = [display_name(plan.seed, person).split()[0] for person in outline.people]
    usernames = [username(plan.seed, person) for person in outline.people]
    cast = Cast(members, names, usernames, outline.theme, outline.title, outline.number)
    log = play(random, cast, outline.id, messages=outline.messages, until=plan.until)
    return Chat(_conversation(random, plan, outline, members, log), log)


def _sizes(plan: Plan) -> list[int]:
    """How the messages are shared out: a few conversations are long, most are short, all of them together are exact."""
    random = Random(f"{plan.seed}:{plan.conversations}:sizes")
    weights = [random.lognormvariate(0, 1) for _ in range(plan.conversations)]
    least = 1 if plan.messages >= plan.conversations else 0
    shared = plan.messages - least * plan.conversations
    total = sum(weights)
    sizes, given, share = [], 0, 0.0
    for weight in weights:
        share += weight / total
        size = round(shared * share) - given
        sizes.append(least + size)
        given += size
    return sizes


def _pair(random: Random, plan: Plan, first: int, taken: set[frozenset[int]]) -> tuple[int, ...] | None:
    """Two who have no conversation yet, or None when they are hard to find."""
    for _ in range(20):
        other = random.randrange(plan.users)
        if other != first and frozenset((first, other)) not in taken:
            taken.add(frozenset((first, other)))
            return first, other
    return None


def _group(random: Random, plan: Plan, first: int) -> tuple[int, ...]:
    size = min(plan.users, random.choice((3, 4, 4, 5, 5, 6, 8, 12)))
    others = random.sample([person for person in range(plan.users) if person != first], size - 1)
    people = [first, *others]
    random.shuffle(people)
    return tuple(people)


def _conversation(
    random: Random, plan: Plan, outline: Outline, members: list[UserId], log: list[Entry]
) -> Conversation:
    created = log[0].created_at if log else plan.until.replace(microsecond=0) - timedelta(minutes=5)
    shown = next((entry for entry in reversed(log) if entry.kind in ("text", "system")), None)
    return Conversation(
        id=outline.id,
        kind="direct" if outline.theme == DIRECT else "group",
        title=outline.title,
        avatar_url=None,
        participants=tuple(
            Participant(
                user_id=member,
                role=_role(outline, place),
                joined_at=created,
                # The first person's own first conversation is on top.
                pinned=outline.number == 0 and outline.people[place] == 0,
            )
            for place, member in enumerate(members)
        ),
        cursors=_cursors(random, members, log),
        blocked_by=(),
        mentioned=_mentioned(log),
        last_seq=log[-1].seq if log else Seq(0),
        last_ordinal=log[-1].ordinal if log else 0,
        last_entry=shown,
        created_at=created,
        updated_at=shown.created_at if shown else created,
    )


def _role(outline: Outline, place: int) -> Role:
    if outline.theme == DIRECT:
        return "member"
    return ("owner", "admin")[place] if place < 2 else "member"


def _mentioned(log: list[Entry]) -> dict[UserId, tuple[Seq, ...]]:
    found: dict[UserId, tuple[Seq, ...]] = {}
    for entry in log:
        for member in entry.mentions:
            found[member] = (*found.get(member, ()), entry.seq)[-MENTIONS_KEPT:]
    return found


def _cursors(random: Random, members: list[UserId], log: list[Entry]) -> dict[UserId, Cursor]:
    """All have received everything; half have read it, the others up to what they last did, or a little further."""
    if not log:
        return {}
    own = {entry.sender_id: entry.seq for entry in log}
    cursors = {}
    for member in members:
        last = log[-1].seq
        read = last if random.random() < 0.5 else random.randint(max(own.get(member, 0), last - 12), last)
        cursors[member] = Cursor(last, Seq(read), log[read - 1].ordinal if read else 0)
    return cursors
