"""Any order of sends, repeats, other writers and failures of the store leaves the same kind of log."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chat_app.errors import ClientIdReused
from chat_app.records import Entry
from chat_app.services import committer as module
from chat_app.services.committer import Committed
from chat_app.types import ConversationId
from tests.unit.factories import BOB, entry
from tests.unit.memory import MemoryLog, unavailable
from tests.unit.test_committer import Desk

CHATS = [ConversationId(f"{n:024x}") for n in range(2)]


class Writing(RuleBasedStateMachine):
    """Sends gather until `write` lets the committer run; the log itself fails the test where a hole is made."""

    @initialize()
    def begin(self) -> None:
        self.desk = Desk()
        self.names = 0
        self.sent: list[Entry] = []

    @property
    def log(self) -> MemoryLog:
        return self.desk.log

    @rule(chat=st.sampled_from(CHATS), kind=st.sampled_from(["text", "reaction"]))
    def send(self, chat: ConversationId, kind: str) -> None:
        """A new entry."""
        self.names += 1
        self.sent.append(entry(f"{self.names}", conversation_id=chat, content=f"{self.names}", kind=kind))
        self.desk.send(self.sent[-1])

    def again(self, which: int, content: str | None) -> None:
        if self.sent:
            sent = self.sent[which % len(self.sent)]
            content = content or sent.content
            self.desk.send(entry(sent.client_id, conversation_id=sent.conversation_id, content=content, kind=sent.kind))

    @rule(which=st.integers(0, 50))
    def repeat(self, which: int) -> None:
        """The same again, whether it was answered or waits."""
        self.again(which, None)

    @rule(which=st.integers(0, 50))
    def reuse_a_name(self, which: int) -> None:
        """Something else under its name, perhaps in the same batch, and perhaps between two repeats."""
        self.again(which, "something else")

    @rule(chat=st.sampled_from(CHATS))
    def another_node_writes(self, chat: ConversationId) -> None:
        """Between two writes of ours."""
        self.names += 1
        self.log.written_elsewhere(entry(f"{self.names}", conversation_id=chat, sender_id=BOB))

    @rule(landed=st.booleans(), times=st.integers(1, 3))
    def store_fails(self, landed: bool, times: int) -> None:
        """The next writes are not acknowledged, landed or not."""
        (self.log.after if landed else self.log.before).extend([unavailable] * times)

    @rule()
    def write(self) -> None:
        """The committer answers all that was sent."""
        assert self.desk.committer.drain(5)

    @invariant()
    def the_log_has_no_hole_and_no_double(self) -> None:
        for chat in CHATS:
            entries, ordinal = self.log.logs[chat], 0
            assert [each.seq for each in entries] == list(range(1, len(entries) + 1))
            assert max(Counter(each.message_id for each in entries).values(), default=1) == 1
            for each in entries:
                ordinal += each.counts
                assert each.ordinal == ordinal

    @invariant()
    def every_answer_is_what_stands(self) -> None:
        for sent, outcome in self.desk.outcomes:
            standing = self.log.get(sent.message_id)
            assert standing is not None
            if isinstance(outcome, Committed):
                assert (
                    (outcome.entry.seq, outcome.entry.content)
                    == (standing.seq, standing.content)
                    == (
                        standing.seq,
                        sent.content,
                    )
                )
            else:
                assert isinstance(outcome, ClientIdReused) and sent.content != standing.content

    @invariant()
    def new_entries_stand_in_the_order_of_their_sending(self) -> None:
        for chat in CHATS:
            ours = [int(each.client_id) for each in self.log.logs[chat] if each.sender_id != BOB]
            assert ours == sorted(ours)

    def teardown(self) -> None:
        self.write()
        self.every_answer_is_what_stands()


module_pause = module.RETRY_PAUSE


class TestWriting(Writing.TestCase):
    """The machine as a test; the committer's pause between two tries is taken out."""

    settings = settings(max_examples=60, stateful_step_count=25)

    def setUp(self) -> None:
        module.RETRY_PAUSE = 0

    def tearDown(self) -> None:
        module.RETRY_PAUSE = module_pause
