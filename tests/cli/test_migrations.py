"""What the runner promises of migrations: each is done once, in order, by one node, whoever dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chat_app.errors import ConfigurationError, Unavailable
from chat_app.processes import die_with_parent
from chat_app.store import migrate
from tests.cli.site import Site
from tests.harness.server import ROOT

UPGRADE = (
    "import sys; from pathlib import Path; from chat_app.config import load; from chat_app.store import migrate;"
    "print(migrate.upgrade(load(), directory=Path(sys.argv[1]), tell=lambda line: print(line, flush=True)))"
)

LONG = '''"""Says that it is at it, and ends when something is written to the pipe beside it."""
from pathlib import Path

def upgrade(database):
    print("at it", flush=True)
    Path(__file__).with_name("pipe").read_bytes()
    database["runs"].insert_one({"of": __name__})
'''
WAITING = "Another node is migrating this database; waiting for it."


def write(directory: Path, **migrations: str) -> Path:
    """A folder of migrations, given by name."""
    for name, text in migrations.items():
        (directory / f"{name.removeprefix('m')}.py").write_text(text)
    return directory


def upgrading(site: Site, directory: Path) -> subprocess.Popen[str]:
    """Another process that upgrades."""
    env = {**os.environ, "MONGODB_URI": site.uri, "MONGODB_DATABASE": site.name, "DATA_DIR": str(site.data_dir)}
    return subprocess.Popen(
        [sys.executable, "-c", UPGRADE, directory],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=die_with_parent(),  # a test that fails leaves it waiting
    )


def lines(process: subprocess.Popen[str], count: int) -> list[str]:
    """The next lines that it prints."""
    assert process.stdout is not None
    return [process.stdout.readline().strip() for _ in range(count)]


def test_a_node_waits_for_the_one_that_is_migrating(site: Site, tmp_path: Path) -> None:
    """The second does not begin while the first is at it, and finds nothing left to do."""
    together = site.beside("together")
    directory = write(tmp_path, m0001_long=LONG, m0002_short="def upgrade(database): pass")
    os.mkfifo(tmp_path / "pipe")
    first = upgrading(together, directory)
    assert lines(first, 2)[1] == "at it"
    second = upgrading(together, directory)
    assert lines(second, 1) == [WAITING]

    (tmp_path / "pipe").write_bytes(b"go on")

    assert first.communicate(timeout=60)[0].splitlines()[-1] == "['0001_long', '0002_short']"
    assert second.communicate(timeout=60)[0].splitlines() == ["[]"]
    assert together.database["runs"].count_documents({}) == 1


def test_a_migration_whose_node_was_killed_is_begun_again(site: Site, tmp_path: Path) -> None:
    """SIGKILL in the middle: its lease runs out, and the next node does it from the start."""
    killed = site.beside("killed")
    directory = write(tmp_path, m0001_long=LONG)
    os.mkfifo(tmp_path / "pipe")
    node = upgrading(killed, directory)
    assert lines(node, 2)[1] == "at it"

    node.send_signal(signal.SIGKILL)
    node.communicate(timeout=60)
    leases = killed.database["migrations"]
    held = leases.find_one({"_id": "lease"})
    assert held is not None and held["until"] > datetime.now(UTC)

    leases.update_one({"_id": "lease"}, {"$set": {"until": datetime.now(UTC)}})  # time passes
    (tmp_path / "pipe").unlink()
    (tmp_path / "pipe").touch()
    assert migrate.upgrade(killed.settings, directory=directory) == ["0001_long"]
    assert [document["_id"] for document in leases.find()] == ["0001_long"]


def test_a_node_that_lost_its_lease_records_nothing(site: Site, tmp_path: Path) -> None:
    """Held up for too long, it must not say that a migration is done which another node is doing now."""
    slow = site.beside("slow")
    stolen = 'def upgrade(database): database["migrations"].update_one({"_id": "lease"}, {"$set": {"holder": "you"}})'
    directory = write(tmp_path, m0001_slow=stolen)

    with pytest.raises(Unavailable, match="held up"):
        migrate.upgrade(slow.settings, directory=directory)
    assert [state.applied_at for state in migrate.status(slow.settings, directory=directory)] == [None]


def test_a_failed_migration_stops_those_behind_it(site: Site, tmp_path: Path) -> None:
    """What cannot be done is told with the server's reason; those before it stand, and the lease is free again."""
    failing = site.beside("failing")
    doubled = (
        "def upgrade(database):\n    things = database['things']\n"
        "    if not things.find_one({}):\n        things.insert_many([{'name': 'a'}, {'name': 'a'}])\n"
        "    things.create_index('name', unique=True)\n"
    )
    nothing = "def upgrade(database): pass"
    directory = write(tmp_path, m0001_good=nothing, m0002_bad=doubled, m0003_behind=nothing)

    for _ in range(2):
        with pytest.raises(ConfigurationError, match=r"0002_bad failed: .*E11000"):
            migrate.upgrade(failing.settings, directory=directory)

    applied = {
        state.name: state.applied_at is not None for state in migrate.status(failing.settings, directory=directory)
    }
    assert applied == {"0001_good": True, "0002_bad": False, "0003_behind": False}


def test_a_database_of_a_later_version_is_shown_as_such(site: Site, tmp_path: Path) -> None:
    """After a step back to an older release, status says what this one does not know."""
    later = site.beside("later")
    nothing = '"""Nothing."""\ndef upgrade(database): pass'
    migrate.upgrade(later.settings, directory=write(tmp_path, m0001_old=nothing, m0002_new=nothing))
    (tmp_path / "0002_new.py").unlink()

    states = migrate.status(later.settings, directory=tmp_path)

    assert [(state.name, state.known) for state in states] == [("0001_old", True), ("0002_new", False)]
    assert migrate.upgrade(later.settings, directory=tmp_path) == []


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"m0001_one": "def upgrade(database): pass", "m0001_other": ""}, "one number: 0001_one.py and 0001_other.py"),
        ({"m0001_empty": ""}, "0001_empty.py has no function upgrade"),
    ],
)
def test_files_that_are_no_migrations_are_refused(tmp_path: Path, files: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        migrate.known_migrations(write(tmp_path, **files))


def test_the_migrations_of_the_product_can_all_be_repeated(site: Site) -> None:
    """A node can die between doing and recording, so doing them all twice must be as good as once."""
    repeated = site.beside("repeated")
    for migration in migrate.known_migrations():
        migration.upgrade(repeated.database)
        migration.upgrade(repeated.database)
    migrate.upgrade(repeated.settings)
    assert migrate.check(repeated.settings) == []
