"""The real server, its people and their sockets, for tests: nothing here knows how the server works inside.

with Server.started() as server:
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket:
        socket.ask("message.send", text(chat, "hello"))
    assert bob.texts(chat) == ["hello"]
"""

from tests.harness.http import Answer, Http
from tests.harness.mail import MailServer, link_in, token_in
from tests.harness.proxy import TcpProxy
from tests.harness.raw import RawSocket
from tests.harness.server import Conversation, FreshServer, Server, store_behind_proxy
from tests.harness.socket import Socket
from tests.harness.user import User, a_name, text
from tests.harness.waiting import wait_until

__all__ = [
    "Answer",
    "Conversation",
    "FreshServer",
    "Http",
    "MailServer",
    "RawSocket",
    "Server",
    "Socket",
    "TcpProxy",
    "User",
    "a_name",
    "link_in",
    "store_behind_proxy",
    "text",
    "token_in",
    "wait_until",
]
