"""What one node does shows on the others, and what Redis loses the log brings back."""

from __future__ import annotations

from typing import Any

from tests.harness import Http, User, text, wait_until
from tests.harness.cluster import Cluster


def test_a_message_reaches_the_sockets_of_another_node(two: Cluster) -> None:
    """Live, with its ack `sent`, and the other way round as well."""
    ada, bob = two.nodes[0].new_user(), two.nodes[1].new_user()
    chat = two.nodes[0].direct_conversation(ada, bob)
    with two.socket(ada, 0) as hers, two.socket(bob, 1) as his:
        his.settle()
        wait_until("Ada's node to know of Bob", lambda: hers.ask("message.send", text(chat, "?"))["status"] == "sent")
        hers.ask("message.send", text(chat, "over there"))
        his.expect_entry("over there")
        his.ask("message.send", text(chat, "and back"))
        hers.expect_entry("and back")


def test_a_receipt_typing_and_presence_pass_between_nodes(two: Cluster) -> None:
    """And that somebody left, once the grace is over."""
    ada, bob = two.nodes[0].new_user(), two.nodes[1].new_user()
    chat = two.nodes[0].direct_conversation(ada, bob)
    with two.socket(ada, 0) as hers:
        hers.tell("presence.watch", user_ids=[bob.id])
        hers.expect("presence", user_id=bob.id, status="offline")
        with two.socket(bob, 1) as his:
            hers.expect("presence", user_id=bob.id, status="online")
            seq = hers.ask("message.send", text(chat, "read me"))["seq"]
            his.expect_entry("read me")
            his.tell("receipt", conversation_id=chat.id, read_seq=seq)
            hers.expect("receipt", user_id=bob.id, read_seq=seq)
            his.tell("typing", conversation_id=chat.id, active=True)
            hers.expect("typing", user_id=bob.id, active=True)
        hers.expect("presence", user_id=bob.id, status="offline")


def test_the_devices_of_one_person_may_be_on_different_nodes(two: Cluster) -> None:
    """What is sent on one shows on the other."""
    ada, bob = two.nodes[0].new_user(), two.nodes[1].new_user()
    chat = two.nodes[0].direct_conversation(ada, bob)
    with two.socket(ada, 0) as phone, two.socket(ada, 1) as laptop:
        laptop.settle()
        wait_until("the phone's node to know of the laptop", lambda: _shows(phone, laptop, chat))


def _shows(phone, laptop, chat) -> bool:  # type: ignore[no-untyped-def]
    phone.ask("message.send", text(chat, "from the phone"))
    laptop.settle()
    return any(frame["type"] == "entry" for frame in laptop.frames)


def test_a_client_that_changes_its_node_each_time_misses_nothing(two: Cluster) -> None:
    """No session is sticky: what was written elsewhere, while away or just before, is in the next `sync`."""
    ada, bob = two.nodes[0].new_user(), two.nodes[1].new_user()
    chat = two.nodes[0].direct_conversation(ada, bob)
    cursor = 0
    for turn in range(6):
        with two.socket(ada, turn % 2) as hers:
            for number in range(3):
                hers.ask("message.send", text(chat, f"{turn}.{number}"))
        with two.socket(bob, (turn + 1) % 2) as his:
            entries = his.sync({chat.id: cursor}).entries[chat.id]
            assert [entry["content"] for entry in entries] == [f"{turn}.{number}" for number in range(3)]
            cursor = entries[-1]["seq"]


def test_who_writes_at_once_on_two_nodes_leaves_one_log_without_a_hole(two: Cluster) -> None:
    """The log's index decides, and who came second takes the next place."""
    ada, bob = two.nodes[0].new_user(), two.nodes[1].new_user()
    chat = two.nodes[0].direct_conversation(ada, bob)
    with two.socket(ada, 0) as hers, two.socket(bob, 1) as his:
        for number in range(30):
            hers.tell("message.send", text(chat, f"a{number}"))
            his.tell("message.send", text(chat, f"b{number}"))
        for socket in (hers, his):
            for _ in range(30):
                socket.expect("ack")
    log = ada.log(chat)
    assert [entry["seq"] for entry in log] == list(range(1, 61))
    assert {entry["content"] for entry in log} == {f"{who}{n}" for who in "ab" for n in range(30)}


def test_what_was_changed_on_one_node_holds_on_the_other(two: Cluster) -> None:
    """Who was taken out of a group may not write to it through the node that had let them."""
    ada, bob = two.nodes[0].new_user(), two.nodes[1].new_user()
    group = two.nodes[0].group(ada, bob)
    with two.socket(bob, 1) as his:
        assert his.ask("message.send", text(group, "still in"))["type"] == "ack"
        ada.http.delete(f"/api/conversations/{group.id}/participants/{bob.id}").ok(204)
        wait_until(
            "the other node to know", lambda: his.ask("message.send", text(group, "out?")).get("code") == "not_found"
        )


def test_a_page_of_one_node_shows_an_edit_that_came_in_by_another(two: Cluster) -> None:
    """As soon as it is acknowledged, though its effect is written behind."""
    ada, bob = two.nodes[0].new_user(), two.nodes[1].new_user()
    chat = two.nodes[0].direct_conversation(ada, bob)
    with two.socket(ada, 0) as hers:
        message_id = hers.ask("message.send", text(chat, "first"))["message_id"]
        for number in range(5):
            edit = {"client_id": f"edit {number}", "message_id": message_id, "content": f"better {number}"}
            assert hers.ask("message.edit", edit)["type"] == "ack"
            assert bob.texts(chat) == [f"better {number}"]


def test_a_sign_out_closes_the_sockets_on_every_node(two: Cluster) -> None:
    """At once, with 4401."""
    ada = two.nodes[0].new_user()
    with two.socket(ada, 1) as there:
        there.settle()
        ada.http.post("/api/auth/logout", {}).ok(204)
        assert there.close_code() == 4401


def test_whichever_node_an_admin_asks_tells_of_both(two: Cluster, admin: User) -> None:
    """Each counts by itself; that one does not stand still for the other shows when they are asked again."""

    def told(node: int) -> dict[str, Any]:
        """What one node says of each, by its port."""
        answer = Http(two.nodes[node].url, token=admin.token).get("/api/admin/metrics").ok(200)
        return {server["server"].rpartition(":")[2]: server for server in answer["servers"]}

    here, there = (str(node.port) for node in two.nodes)
    wait_until("the nodes to show each other what they count", lambda: set(told(0)) == set(told(1)) == {here, there})
    before = told(0)[there]
    with two.socket(admin, 1) as socket:
        socket.settle()
        frames = before["totals"]["frames"]
        wait_until("what the other node heard to be counted", lambda: told(0)[there]["totals"]["frames"] > frames)
        after = told(0)
    assert after[there]["connections"] > 0 and after[there]["at"] > before["at"]
    assert (after[here]["bus"], after[there]["bus"]) == ("up", "up")
