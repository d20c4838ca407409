"""Reads dialogues.txt, whose first lines describe its form."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

FILE = Path(__file__).with_name("dialogues.txt")

HEADING = re.compile(r"== (?:direct|group: (?P<theme>\w+))")
LINE = re.compile(r"(?P<who>[A-F])(?: ~(?P<pause>\d+)(?P<unit>[smhd]))?(?: \^(?P<to>\d+))?: (?P<text>.+)")
REACTIONS = re.compile(r" \((?P<all>[A-F] [^\s,()]+(?:, [A-F] [^\s,()]+)*)\)$")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

SPEAKERS = "ABCDEF"
DIRECT = "direct"
ANY = "any"


@dataclass(frozen=True, slots=True)
class Line:
    """A message of a dialogue. Speakers are numbers from 0; `reply_to` is the place of an earlier line."""

    speaker: int
    text: str
    edited: str | None
    pause: timedelta | None
    reply_to: int | None
    reactions: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Some lines that belong together, for two people or for the groups of a theme."""

    theme: str
    lines: tuple[Line, ...]

    @property
    def speakers(self) -> int:
        """How many people it takes."""
        spoken = {line.speaker for line in self.lines}
        reacted = {who for line in self.lines for who, _ in line.reactions}
        return max(spoken | reacted) + 1


@functools.cache
def dialogues() -> dict[str, list[Dialogue]]:
    """The dialogues of the file, by theme."""
    return parse(FILE.read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, list[Dialogue]]:
    """The dialogues of a text, by theme.

    Raises:
        ValueError: a line is of no known form; the message names it.
    """
    found: dict[str, list[Dialogue]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if heading := HEADING.fullmatch(line):
            theme = heading["theme"] or DIRECT
            found.setdefault(theme, []).append(Dialogue(theme, ()))
        elif spoken := LINE.fullmatch(line):
            begun = found[theme][-1]
            if int(spoken["to"] or 0) > len(begun.lines):
                raise ValueError(f"line {number} answers one that has not been said yet: {line}")
            found[theme][-1] = replace(begun, lines=(*begun.lines, _line(spoken)))
        else:
            raise ValueError(f"line {number} is neither a heading nor a message: {line}")
    return found


def _line(match: re.Match[str]) -> Line:
    text, reactions = match["text"], []
    if found := REACTIONS.search(text):
        text = text[: found.start()]
        reactions = [(_speaker(one[0]), one[2:]) for one in found["all"].split(", ")]
    first, _, edited = text.replace("\\n", "\n").partition(" => ")
    return Line(
        speaker=_speaker(match["who"]),
        text=first,
        edited=edited or None,
        pause=timedelta(**{UNITS[match["unit"]]: int(match["pause"])}) if match["pause"] else None,
        reply_to=int(match["to"]) - 1 if match["to"] else None,
        reactions=tuple(reactions),
    )


def _speaker(letter: str) -> int:
    return SPEAKERS.index(letter)
