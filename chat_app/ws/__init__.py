"""The sockets: the endpoint, one connection, the hub that knows them all, and their heartbeat."""

from chat_app.ws.endpoint import init_app
from chat_app.ws.life import begin, drain

__all__ = ["begin", "drain", "init_app"]
