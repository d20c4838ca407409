"""Bots and scripts for a self-hosted chat, blocking (`Client`) or asynchronous (`AsyncClient`).

A send is repeated until the server has acknowledged it, and never stands twice. `messages()` goes on for ever: it
reconnects by itself and resumes where it was, so no message is lost, doubled or out of order.
"""

from chat_client.aio import AsyncClient
from chat_client.blocking import Client
from chat_client.errors import ApiError, NotAuthenticated
from chat_client.records import Ack, Message

__all__ = ["Ack", "ApiError", "AsyncClient", "Client", "Message", "NotAuthenticated"]
