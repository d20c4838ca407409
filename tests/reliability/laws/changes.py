"""Edits, deletions and reactions: what they leave behind is what they said, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reliability.facts import Facts, Violation
from tests.reliability.history import CHANGES, Fetched, Saw
from tests.reliability.replay import View, bare, shown


def pages_show_every_change(facts: Facts) -> Iterator[Violation]:
    """The last edit, every reaction and no deleted content: a page is what the changes of the log make of it."""
    for conversation, log in facts.truth.items():
        replay = View()
        for entry in log:
            if entry.kind in CHANGES:
                replay.apply(entry)
            else:
                replay.messages[entry.message_id] = bare(entry)
        for entry in facts.page.get(conversation, []):
            wanted = replay.messages.get(entry.message_id)
            if wanted is not None and wanted != shown(entry):
                changes = tuple(each for each in log if each.target == entry.message_id)
                says = (
                    f"seq {entry.seq} of {conversation} is {_told(shown(entry))}, its changes make it {_told(wanted)}"
                )
                yield Violation("pages_show_every_change", says, (*changes, entry))


def what_is_deleted_says_nothing(facts: Facts) -> Iterator[Violation]:
    """No content and no reaction is left of it: not in the log, in a page, in its edits, nor in the last entry."""
    for conversation, log in facts.truth.items():
        gone = {entry.target: entry for entry in log if entry.kind == "delete"}
        for entry in (*log, *facts.page.get(conversation, [])):
            deletion = gone.get(entry.target if entry.kind == "edit" else entry.message_id)
            if deletion is not None and (entry.content is not None or entry.reactions):
                says = f"seq {entry.seq} of {conversation}, deleted by seq {deletion.seq}, still says something"
                yield Violation("what_is_deleted_says_nothing", says, (deletion, entry))


def the_list_shows_the_last_message(facts: Facts) -> Iterator[Violation]:
    """The last entry of a conversation's list is the last message of its page, with its changes."""
    for fetched in facts.history.of(Fetched):
        page = facts.page.get(fetched.conversation, [])
        last: Saw | None = max(page, key=lambda entry: entry.seq, default=None)
        if last is not None and fetched.last != shown(last):
            told = _told(fetched.last) if fetched.last else "nothing"
            says = f"{fetched.device} is shown {told} as the last of {fetched.conversation}, the page ends with"
            yield Violation("the_list_shows_the_last_message", f"{says} {_told(shown(last))}", (fetched, last))


def _told(message: tuple[object, ...]) -> str:
    return f"{message!r:.160}"
