"""The seeded people: who they are, the same for the same seed."""

from __future__ import annotations

import functools
import hashlib
from datetime import datetime, timedelta
from random import Random

from chat_app.records import User
from chat_app.store.folding import fold
from chat_app.types import UserId

FIRST_NAMES = (
    "Ada Amara Anselm Aoife Arjun Astrid Bao Beatriz Bogdan Camille Chidi Clara Dalia Daniel Devika Dilan Eero Elena "
    "Emre Esther Farid Fatou Felix Freya Gita Goran Greta Hana Hamza Helena Hiro Ida Ilias Imani Ines Isak Jonas Joy "
    "Juno Kaito Karim Kasia Kofi Lars Leila Linh Lucía Magnus Maite Malik Marta Mateo Meera Mika Nadia Naveen Niamh "
    "Noor Olga Omar Paolo Priya Quentin Rafael Renske Rosa Sami Sanna Selin Siobhán Sofie Tariq Tessa Thandi Tomás "
    "Ursula Valentin Wanjiru Xenia Yara Yusuf Zofia"
).split()
LAST_NAMES = (
    "Abara Andersen Aydın Bakker Banerjee Becker Benali Brennan Carvalho Castillo Chen Costa Dahl Demir Diallo Dubois "
    "Eriksen Esposito Farah Fischer Fontaine Garcia Grimaldi Haddad Hakimi Hansen Horvat Ito Ivanova Jansen Jensen "
    "Kaplan Kaur Keita Kimura Kowalska Larsen Lindqvist Lopes Lund Mahler Mbeki Mendes Moreau Mwangi Nakamura Navarro "
    "Nguyen Nowak Okafor Okoye Olsen Osei Park Patel Petrov Quist Rahman Ricci Rossi Ruiz Sato Schäfer Silva Sørensen "
    "Tanaka Torres Varga Vasquez Virtanen Wagner Walsh Weiss Yıldız Zhou"
).split()
BIOS = (
    "Usually on a bike, sometimes under it.",
    "Reads the manual. Enjoys it.",
    "Coffee first, opinions later.",
    "Bread, books and bad puns.",
    "Two cats, one keyboard. They win.",
    "I answer slowly, but I answer.",
    "Bass in the Efficient Bathrooms.",
    "Learning Finnish, ask me in ten years.",
    "Climbs things. Comes down, too.",
    "Professional queue chooser (wrong one).",
    "Night shifts this month, sorry for the odd hours.",
    "Gardener of one heroic tomato.",
    "On holiday in my head.",
    "Writes tests first. Mostly.",
)
# Folding leaves the letters that do not come apart into a plain one and a mark.
PLAIN = str.maketrans("øı", "oi")


def stable_id(*parts: object) -> str:
    """An id of 24 hex digits that is the same for the same parts."""
    return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()[:24]


def user_id(seed: int, number: int) -> UserId:
    """The id of the person of that number, from 0."""
    return UserId(stable_id(seed, "user", number))


def display_name(seed: int, number: int) -> str:
    """Two names; as many people as there are pairs of them have different ones."""
    firsts, lasts = _shuffled(seed)
    row, column = divmod(number, len(firsts))
    # For one first name the rows run through all last names, so no pair comes twice.
    return f"{firsts[column]} {lasts[(column * 7 + row) % len(lasts)]}"


def username(seed: int, number: int) -> str:
    """The display name as one types it, with a number behind where it would come twice."""
    plain = fold(display_name(seed, number)).translate(PLAIN).replace(" ", ".")
    return plain if number < len(FIRST_NAMES) * len(LAST_NAMES) else f"{plain}{number}"


def person(seed: int, number: int, *, password_hash: str, until: datetime) -> User:
    """The person of that number, from 0, who signed up some months before `until`."""
    random = Random(f"{seed}:user:{number}")
    name = username(seed, number)
    return User(
        id=user_id(seed, number),
        username=name,
        email=f"{name}@example.com",
        email_verified=random.random() < 0.8,
        password_hash=password_hash,
        display_name=display_name(seed, number),
        bio=random.choice(BIOS) if random.random() < 0.5 else None,
        avatar_url=None,
        settings={},
        role="user",
        last_seen=until - timedelta(seconds=round(random.lognormvariate(9.5, 1.8))),
        sessions=(),
        created_at=until - _membership(seed, number),
        deactivated_at=None,
    )


def until_of(first: User, seed: int) -> datetime:
    """The `until` with which the first person was made."""
    return first.created_at + _membership(seed, 0)


def _membership(seed: int, number: int) -> timedelta:
    """How long before `until` that person signed up; before any conversation began."""
    random = Random(f"{seed}:user:{number}:membership")
    return timedelta(days=400 + random.randrange(400), seconds=random.randrange(86_400))


@functools.cache
def _shuffled(seed: int) -> tuple[list[str], list[str]]:
    """The names in the order of the seed; whoever signs in as the first person is Ada with most."""
    firsts, lasts, random = list(FIRST_NAMES[1:]), list(LAST_NAMES), Random(f"{seed}:names")
    random.shuffle(firsts)
    random.shuffle(lasts)
    return [FIRST_NAMES[0], *firsts], lasts
