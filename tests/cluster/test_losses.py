"""Redis dies, a way is cut, a node is killed: it costs a moment, and never an entry."""

from __future__ import annotations

import bson
import redis

from chat_app.bus.hints import EVERYONE, VERSION
from chat_app.bus.link import channel
from chat_app.bus.whereabouts import NODES, alive
from chat_app.types import NodeId
from tests.harness import Conversation, Http, Server, Socket, User, text, wait_until
from tests.harness.cluster import Cluster


def readiness(server: Server) -> dict[str, object]:
    """What /readyz says."""
    return dict(Http(server.url).get("/readyz").ok())


def settled(socket: Socket, chat: Conversation, cursor: int, contents: list[str]) -> bool:
    """Whether a client that answers each `resync` with a `sync` holds these by now."""
    asked = socket.of_type("resync")
    if asked:
        socket.frames.clear()
        return [entry["content"] for entry in socket.sync({chat.id: cursor}).entries.get(chat.id, [])] == contents
    socket.settle()
    return False


def test_without_redis_a_node_serves_its_own_and_hears_of_the_others_a_little_later(two: Cluster, admin: User) -> None:
    """It says that it is degraded, and all is well by itself once Redis is back, empty as it is."""
    ada, bob, eve = two.nodes[0].new_user(), two.nodes[1].new_user(), two.nodes[0].new_user()
    chat, near = two.nodes[0].direct_conversation(ada, bob), two.nodes[0].direct_conversation(ada, eve)
    with two.socket(ada, 0) as hers, two.socket(eve, 0) as beside, two.socket(bob, 1) as his:
        wait_until("the nodes to meet", lambda: hers.ask("message.send", text(chat, "?"))["status"] == "sent")
        his.settle()
        cursor = ada.log(chat)[-1]["seq"]
        two.redis.stop()
        wait_until("the node to notice", lambda: readiness(two.nodes[0])["bus"] == "down")
        [alone] = admin.http.get("/api/admin/metrics").ok(200)["servers"]
        assert alone["bus"] == "down"
        hers.ask("message.send", text(near, "next door"))
        beside.expect_entry("next door")
        hers.ask("message.send", text(chat, "over the hill"))
        wait_until("Bob to be asked to sync", lambda: settled(his, chat, cursor, ["over the hill"]), every=0.5)

        two.redis.start()
        for node in two.nodes:
            wait_until("the node to be whole again", lambda node=node: readiness(node)["bus"] == "up")  # type: ignore[misc]
        wait_until("Bob to be known again", lambda: hers.ask("message.send", text(chat, "!"))["status"] == "sent")
        his.settle()
        hers.ask("message.send", text(chat, "as before"))
        his.expect_entry("as before")


def test_what_was_sent_while_a_node_was_cut_off_from_redis_comes_when_it_is_back(two: Cluster) -> None:
    """The other node could not know, and the one that was cut off asks its clients to sync."""
    ada, bob = two.nodes[0].new_user(), two.nodes[1].new_user()
    chat = two.nodes[0].direct_conversation(ada, bob)
    with two.socket(ada, 0) as hers, two.socket(bob, 1) as his:
        wait_until("the nodes to meet", lambda: hers.ask("message.send", text(chat, "?"))["status"] == "sent")
        his.settle()
        cursor = ada.log(chat)[-1]["seq"]
        his.frames.clear()
        two.ways[1].stall()
        hers.ask("message.send", text(chat, "lost on the way"))
        two.ways[1].cut()
        two.ways[1].heal()
        wait_until("Bob to have it", lambda: settled(his, chat, cursor, ["lost on the way"]), every=0.2)


def test_the_users_of_a_node_that_was_killed_are_gone(two: Cluster) -> None:
    """Others learn it by its silence, and what was sent to it meanwhile is in the log."""
    ada, bob = two.nodes[0].new_user(), two.nodes[1].new_user()
    chat = two.nodes[0].direct_conversation(ada, bob)
    with two.socket(ada, 0) as hers:
        with two.socket(bob, 1) as his:
            wait_until("the nodes to meet", lambda: hers.ask("message.send", text(chat, "?"))["status"] == "sent")
            hers.tell("presence.watch", user_ids=[bob.id])
            hers.expect("presence", user_id=bob.id, status="online")
            his.settle()
            two.nodes[1].kill()
        hers.ask("message.send", text(chat, "are you there?"))
        hers.expect("presence", user_id=bob.id, status="offline", timeout=60)
        assert hers.ask("message.send", text(chat, "so you left"))["status"] == "queued"
        with two.socket(bob, 0) as again:
            assert [e["content"] for e in again.sync({chat.id: 0}).entries[chat.id]][-2:] == [
                "are you there?",
                "so you left",
            ]
    two.nodes[1].start()


def test_a_node_that_stops_says_goodbye(two: Cluster) -> None:
    """Nobody waits for its silence, and nothing it does until its end makes it known again."""
    ada, bob = two.nodes[0].new_user(), two.nodes[1].new_user()
    chat = two.nodes[0].direct_conversation(ada, bob)
    with two.socket(ada, 0) as hers, two.socket(bob, 1) as his:
        wait_until("the nodes to meet", lambda: hers.ask("message.send", text(chat, "?"))["status"] == "sent")
        his.settle()
        assert two.nodes[1].stop() == 0
        assert hers.ask("message.send", text(chat, "bye"))["status"] == "queued"
        with redis.Redis(port=two.redis.port) as known:
            assert known.scard("chat:nodes") == 1
    two.nodes[1].start()


def test_beside_a_node_of_another_version_the_log_is_polled_until_it_is_gone(two: Cluster) -> None:
    """As in an update, one node after the other: what the new one writes must not wait for the last old one."""
    strange = bson.encode({"version": VERSION + 1, "from": "strange", "to": EVERYONE, "news": "in other words"})
    with redis.Redis(port=two.redis.port) as known:
        known.sadd(NODES, "strange")
        known.set(alive(NodeId("strange")), "1")
        known.publish(channel(EVERYONE), strange)
        for node in two.nodes:
            wait_until("the node to poll", lambda node=node: readiness(node)["bus"] == "down")  # type: ignore[misc]
            assert readiness(node)["status"] == "degraded"
        known.delete(alive(NodeId("strange")))
        for node in two.nodes:
            wait_until("the node to trust hints", lambda node=node: readiness(node)["bus"] == "up")  # type: ignore[misc]
