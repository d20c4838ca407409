"""One run of schemathesis: a seeded server, all checks, and what they found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.harness import Server
from tests.harness.user import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


@dataclass(frozen=True)
class Outcome:
    """Whether every check passed, and what schemathesis printed."""

    clean: bool
    report: str


def run(server: Server, *, examples: int, seed: int = 1, only: str | None = None) -> Outcome:
    """Try every operation, or those whose path matches `only`, `examples` times, beside its boundary values."""
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
        "FUZZ_FACTS": json.dumps(facts(server)),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION), "run"]
    command += [f"{server.url}/api/openapi.json", f"--seed={seed}", f"--max-examples={examples}"]
    command += ["--no-color"]
    command += [f"--include-path-regex={only}"] if only else []
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    return Outcome(ended.returncode == 0, ended.stdout + ended.stderr)


def facts(server: Server) -> dict[str, object]:
    """People, conversations and messages, so that not every id is of nothing."""
    eve, ada, bob = (server.new_user() for _ in range(3))
    direct, group = server.direct_conversation(eve, ada), server.group(eve, ada, bob)
    for number in range(30):
        (eve, ada)[number % 2].send(direct, f"message {number}")
        eve.send(group, f"message {number}")
    eve.http.post("/api/contacts", {"user_id": ada.id}).ok()
    token = eve.http.post("/api/auth/tokens", {"name": "bot", "scopes": ["read"]}).ok()
    message = eve.log(direct)[-1]["message_id"]
    return {
        "url": server.url,
        "token": eve.token,
        "ids": {
            "user_id": [ada.id, bob.id],
            "conversation_id": [direct.id, group.id],
            "message_id": [message],
            "reply_to": [message],
            "token_id": [token["id"]],
            "password": [PASSWORD],
            "current_password": [PASSWORD],
            "login": [eve.username, ada.username],
        },
    }
