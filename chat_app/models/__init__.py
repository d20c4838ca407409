"""The MongoEngine documents of the six collections: fields, indexes and TTLs are declared here only."""

from chat_app.models.active_connections import ActiveConnection
from chat_app.models.contacts import Contact
from chat_app.models.conversations import Conversation, Cursor, Participant
from chat_app.models.message_queue import QueuedMessage
from chat_app.models.messages import Message
from chat_app.models.users import Session, User

DOCUMENTS = (User, Conversation, Message, QueuedMessage, Contact, ActiveConnection)

__all__ = [
    "DOCUMENTS",
    "ActiveConnection",
    "Contact",
    "Conversation",
    "Cursor",
    "Message",
    "Participant",
    "QueuedMessage",
    "Session",
    "User",
]
