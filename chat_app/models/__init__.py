"""The MongoEngine documents, seven collections of the chat and four of its administration: fields, indexes, TTLs."""

from chat_app.models.active_connections import ActiveConnection
from chat_app.models.audit_log import AuditRecord
from chat_app.models.contacts import Contact
from chat_app.models.conversations import Conversation, Cursor, Participant, Rules
from chat_app.models.invitations import Invitation
from chat_app.models.message_queue import QueuedMessage
from chat_app.models.messages import Message
from chat_app.models.name_rungs import NameRung
from chat_app.models.reports import Report
from chat_app.models.server import ServerDocument
from chat_app.models.users import Session, User

DOCUMENTS = (
    User,
    NameRung,
    Conversation,
    Message,
    QueuedMessage,
    Contact,
    ActiveConnection,
    AuditRecord,
    Invitation,
    Report,
    ServerDocument,
)

__all__ = [
    "DOCUMENTS",
    "ActiveConnection",
    "AuditRecord",
    "Contact",
    "Conversation",
    "Cursor",
    "Invitation",
    "Message",
    "NameRung",
    "Participant",
    "QueuedMessage",
    "Report",
    "Rules",
    "ServerDocument",
    "Session",
    "User",
]
