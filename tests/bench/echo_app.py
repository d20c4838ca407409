"""The socket library alone: flask-sock returning what it gets, served as the chat is."""

from __future__ import annotations

from flask import Flask
from flask_sock import Sock
from simple_websocket import Server

app = Flask(__name__)
sock = Sock(app)


@sock.route("/ws")  # type: ignore[untyped-decorator]
def echo(server: Server) -> None:
    """Send every message back."""
    while True:
        server.send(server.receive())
