"""People, conversations and entries in domain terms: plain values without a database behind them."""

from chat_app.records.conversations import (
    SHOWN_MEMBERS,
    Activity,
    Conversation,
    Cursor,
    GroupRules,
    MemberPlace,
    Participant,
    Place,
    may_see,
)
from chat_app.records.entries import BEFORE, RANK, Aside, End, Entry, Position, now
from chat_app.records.people import AccessToken, Contact, Found, Match, Session, User
from chat_app.records.waiting import OpenConnection, QueueDepth, QueueRow

__all__ = [
    "BEFORE",
    "RANK",
    "SHOWN_MEMBERS",
    "AccessToken",
    "Activity",
    "Aside",
    "Contact",
    "Conversation",
    "Cursor",
    "End",
    "Entry",
    "Found",
    "GroupRules",
    "Match",
    "MemberPlace",
    "OpenConnection",
    "Participant",
    "Place",
    "Position",
    "QueueDepth",
    "QueueRow",
    "Session",
    "User",
    "may_see",
    "now",
]
