"""Reports of messages and persons: users make them, moderators look into them."""

from __future__ import annotations

from typing import Any

from chat_app.errors import InvalidInput, NotFound
from chat_app.records import User, now
from chat_app.services.administration import Actor, write_down
from chat_app.services.conversations import Conversations
from chat_app.services.messages import conversation_of
from chat_app.services.users import Users
from chat_app.store.administration import Moment, Report, ReportState
from chat_app.store.interfaces import Store
from chat_app.types import MESSAGE_KINDS, MessageId, UserId


class Reports:
    """A reported message is shown to moderators as it was then: the reporter hands them a copy, and nothing else."""

    def __init__(self, store: Store, conversations: Conversations, users: Users) -> None:
        self._store = store
        self._conversations = conversations
        self._users = users

    def of_user(self, reporter: User, user_id: UserId, reason: str) -> Report:
        """Report a person; the same once more is the report that is open already.

        Raises:
            NotFound: no such user.
            InvalidInput: oneself.
        """
        if user_id == reporter.id:
            raise InvalidInput(errors={"user_id": ["Must be somebody else."]})
        self._users.visible(reporter.id, user_id)
        return self._add(reporter, user_id, reason)

    def of_message(self, reporter: User, message_id: MessageId, reason: str) -> Report:
        """Report a message that the reporter can see.

        Raises:
            NotFound: no such message, or the reporter may not see it.
            InvalidInput: one's own.
        """
        conversation = self._conversations.of_member(conversation_of(message_id), reporter.id)
        entry = self._store.log.get(message_id)
        if entry is None or entry.kind not in MESSAGE_KINDS or not conversation.shows(entry, reporter.id):
            raise NotFound("There is no such message.")
        if entry.sender_id == reporter.id:
            raise InvalidInput(errors={"message_id": ["Must be somebody else's."]})
        return self._add(reporter, entry.sender_id, reason, message_id, entry.content)

    def page(self, state: ReportState, *, after: Moment | None, limit: int) -> list[Report]:
        """The newest reports in that state."""
        return self._store.reports.page(state, after=after, limit=limit)

    def people(self, reports: list[Report]) -> dict[UserId, User]:
        """Those whom these reports name."""
        named = {user for each in reports for user in (each.reporter_id, each.user_id, each.closed_by) if user}
        return self._store.users.get_many(named)

    def settle(self, actor: Actor, report_id: str, state: ReportState | None, note: str | None) -> Report:
        """Close or reopen a report, or note what was found.

        Raises:
            NotFound: no such report.
            Conflict: the same was reported anew meanwhile, and that report is open.
        """
        changes: dict[str, Any] = {} if note is None else {"note": note}
        if state == "closed":
            changes |= {"state": state, "closed_at": now(), "closed_by": actor.id}
        elif state == "open":
            changes |= {"state": state, "closed_at": None, "closed_by": None}
        report = self._store.reports.get(report_id)
        if report is None:
            raise NotFound("There is no such report.")
        action = {"closed": "report.close", "open": "report.reopen", None: "report.note"}[state]
        details = {"user_id": report.user_id, "note": note}
        write_down(self._store, actor, action, target_id=report_id, details=details)
        return self._store.reports.update(report_id, **changes) or report

    def _add(
        self,
        reporter: User,
        user_id: UserId,
        reason: str,
        message_id: MessageId | None = None,
        content: str | None = None,
    ) -> Report:
        report = Report(
            reporter_id=reporter.id,
            user_id=user_id,
            message_id=message_id,
            content=content,
            reason=reason,
            created_at=now(),
        )
        return self._store.reports.add(report)
