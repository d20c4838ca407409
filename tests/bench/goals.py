"""What is to be reached, and what others reached at the same work on a 2-core machine of the same kind."""

from __future__ import annotations

from dataclasses import dataclass

PEERS = (
    "Prosody (files, no fsync)",
    "Prosody (SQLite)",
    "ejabberd (SQLite)",
    "Socket.IO + insert per message",
    "trial of the design",
)


@dataclass(frozen=True, slots=True)
class Goal:
    """A line of the table: a figure of ours and its bound, beside the peers'."""

    work: str
    figure: str
    unit: str
    bound: float
    at_least: bool
    peers: tuple[str, str, str, str, str]

    @property
    def wanted(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:,g}"

    def met(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


NONE = ("", "", "", "", "")
GOALS = (
    Goal("pair:2x1", "rate", "msg/s", 0, True, ("1,834", "508", "498", "216", "658")),
    Goal("pair:2x1", "p50", "p50, ms", 1.5, False, ("0.66", "", "", "", "1.5")),
    Goal("pair:100x1", "rate", "msg/s", 3_000, True, ("2,496", "505", "575", "166", "2,100 to 2,400")),
    Goal("pair:100x1", "p50", "p50, ms", float("inf"), False, ("24", "", "82", "290", "17")),
    Goal("pair:100x1", "p99", "p99, ms", 45, False, ("32", "", "106", "657", "55 to 65")),
    Goal("pair:500x1", "rate", "msg/s", 3_000, True, ("1,249", "349", "547", "120", "2,000")),
    Goal("pair:500x1", "p99", "p99, ms", 200, False, ("234", "", "", "", "249")),
    Goal("pair:100x8", "rate", "msg/s", 4_000, True, ("1,836", "434", "566", "192", "2,900 to 3,300")),
    Goal("pair:100x8", "p99", "p99, ms", float("inf"), False, ("461", "", "", "", "175")),
    Goal("pair:100x1", "app_cpu", "µs of app CPU/msg", 180, False, ("400 to 800", "", "", "", "90 to 114")),
    Goal("pair:100x8", "app_cpu", "µs of app CPU/msg", 100, False, ("", "", "", "", "40")),
    Goal("idle", "kib", "KiB/socket", 25, False, ("48", "", "67", "22 to 31", "")),
    Goal("offline", "seconds", "s", 0.6, False, ("1.49", "1.72", "1.38", "0.46", "0.42")),
    Goal("sockets", "seconds", "s", 20, False, NONE),
    Goal("group", "p99", "p99, ms", 100, False, NONE),
    Goal("reconnect", "seconds", "s", 10, False, NONE),
)
