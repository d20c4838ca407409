"""The sockets: the endpoint, one connection, the hub that knows them all, and their heartbeat."""

from chat_app.ws.drain import drain
from chat_app.ws.endpoint import init_app

__all__ = ["drain", "init_app"]
