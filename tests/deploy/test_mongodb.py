"""How a member starts, and how three become one replica set; MongoDB itself is made up, as there is none here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.deploy.compose import DEPLOY

MEMBERS = ["mongodb-1:27017", "mongodb-2:27017", "mongodb-3:27017"]
ENV = {
    "MONGODB_MEMBERS": ",".join(MEMBERS),
    "MONGODB_KEY": "the key/of+all",
    "MONGODB_DATABASE": "chat",
    "MONGODB_USER": "chat",
    "MONGODB_PASSWORD": "a password",
}
ROLES = [{"role": "readWrite", "db": "chat"}, {"role": "clusterMonitor", "db": "admin"}]


def test_a_new_set_is_initiated_and_given_its_user() -> None:
    """At the first member, which nobody can sign in to yet but as a member; then wherever the primary is."""
    outcome = _init(initiated=False, users=[])
    assert outcome["failure"] is None
    first, initiate, look, create = outcome["asked"]
    members = [{"_id": number, "host": host} for number, host in enumerate(MEMBERS)]
    assert initiate["command"] == {"replSetInitiate": {"_id": "chat", "members": members}}
    assert first["address"].startswith(
        "mongodb://__system:the%20key%2Fof%2Ball@mongodb-1:27017/admin?authSource=local&"
    )
    assert "directConnection=true" in first["address"]
    assert f"@{ENV['MONGODB_MEMBERS']}/" in look["address"] and "replicaSet=chat" in look["address"]
    assert create["command"] == {"createUser": "chat", "pwd": "a password", "roles": ROLES}


def test_a_repeat_leaves_the_set_alone_and_sets_the_password() -> None:
    """As each `docker compose up` does, and whoever changes the password."""
    outcome = _init(initiated=True, users=["chat"])
    commands = [each["command"] for each in outcome["asked"]]
    assert not [command for command in commands if "replSetInitiate" in command]
    assert commands[-1] == {"updateUser": "chat", "pwd": "a password", "roles": ROLES}


def test_a_new_set_is_given_its_user_once_it_has_a_primary() -> None:
    """Before that every write is refused, and a job that fails ends `docker compose up`."""
    outcome = _init(initiated=False, users=[], electing=3)
    assert outcome["failure"] is None and outcome["asked"][-1]["command"]["createUser"] == "chat"
    assert len([line for line in outcome["printed"] if "no primary" in line]) == 3


def test_members_are_waited_for_and_no_line_tells_the_key() -> None:
    """They start at the same time; what is printed goes to a log."""
    outcome = _init(initiated=False, users=[], away=2)
    assert outcome["failure"] is None
    assert [line for line in outcome["printed"] if "Waiting for" in line]
    given_up = _init(initiated=False, users=[], away=10_000)
    assert "mongodb-1:27017" in given_up["failure"]
    for told in (outcome, given_up):
        assert not any(secret in f"{told['printed']}{told['failure']}" for secret in ("key", "a password", "__system"))


def test_a_member_starts_with_a_key_that_nobody_else_can_read(tmp_path: Path) -> None:
    """mongod refuses any other."""
    stand_in = tmp_path / "mongod"
    stand_in.write_text('#!/bin/sh\nstat -c %a "$4"\ncat "$4"\necho "key: ${MONGODB_KEY-gone}"\necho "$@"\n')
    stand_in.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(tmp_path), "MONGODB_KEY": "the key"}
    command = ["sh", DEPLOY / "mongodb" / "start.sh", "--wiredTigerCacheSizeGB", "1"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=10, check=True)
    mode, key, variable, arguments = result.stdout.splitlines()
    assert (mode, key, variable) == ("600", "the key", "key: gone")
    assert arguments.startswith(f"--replSet chat --keyFile {tmp_path}/keyfile --bind_ip_all")
    assert arguments.endswith("--wiredTigerCacheSizeGB 1")


def _init(*, initiated: bool, users: list[str], away: int = 0, electing: int = 0) -> dict[str, Any]:
    """What the script asked of the members, printed, and failed with."""
    members = {"env": ENV, "initiated": initiated, "users": users, "away": away, "electing": electing}
    node, shell = Path(sys.executable).with_name("node"), Path(__file__).with_name("mongosh.mjs")
    command = [node, shell, DEPLOY / "mongodb" / "init.js", json.dumps(members)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, timeout=30, check=True).stdout)
    return found
