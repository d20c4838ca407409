"""Several workers of one server are nodes as well."""

from __future__ import annotations

from typing import Any

from tests.harness import Http, Server, User, text, wait_until
from tests.harness.cluster import Redis


def test_the_workers_of_a_server_hear_of_each_other_and_count_together() -> None:
    """Whichever of them a socket lands on; and one that is killed takes only its own sockets along."""
    with Redis() as redis, Server.started(workers=2, redis_url=f"redis://127.0.0.1:{redis.port}/0") as server:
        assert len(server.worker_pids) == 2
        ada, bob = server.new_user(), server.new_user()
        chat = server.direct_conversation(ada, bob)
        devices = [bob.socket() for _ in range(12)]
        try:
            for device in devices:
                device.__enter__()
                device.settle()
            with ada.socket() as hers:
                wait_until("Bob to be known", lambda: hers.ask("message.send", text(chat, "?"))["status"] == "sent")
                hers.ask("message.send", text(chat, "to all of you"))
                for device in devices:
                    device.expect_entry("to all of you")
                wait_until("all sockets to be counted", lambda: counted(server)["chat_connections"] == 13)
                assert figures(ada)["connections"] == 13, "the first on an empty server is its admin"
                assert figures(ada)["totals"]["entries"] == counted(server)["chat_commit_entries_sum"]
                assert figures(ada)["slowest_commits"]
                told = counted(server)
                assert (told["chat_store_up"], told["chat_bus_down"], told["chat_commit_waiting"]) == (1, 0, 0)
                assert told["chat_memory_bytes"] > 2 * 20e6
                wait_until("a look at the loop", lambda: counted(server)["chat_loop_late_seconds_count"] > 0)
        finally:
            for device in devices:
                device.__exit__(None, None, None)


def figures(admin: User) -> dict[str, Any]:
    """What the admin page shows of all workers, which are one server."""
    [server] = admin.http.get("/api/admin/metrics").ok(200)["servers"]
    return dict(server)


def counted(server: Server) -> dict[str, float]:
    """The samples of /metrics that have no labels."""
    lines = Http(server.url).get("/metrics").content.decode().splitlines()
    return {
        name: float(value) for name, value in (line.split() for line in lines if line[0] != "#" and "{" not in line)
    }
