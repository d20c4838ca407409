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
from chat_app.store import migrate
from tests.cli.site import Site
from tests.harness.server import ROOT

UPGRADE = (
    "import sys; from pathlib import Path; from chat_app.config import load; from chat_app.store import migrate;"
    "print(migrate.upgrade(load(), directory=Path(sys.argv[1]), tell=lambda line: print(line, flush=True)))"
)

ALONE = '''"""Fails when two are at it at once."""
def upgrade(database):
    database["at-it"].insert_one({"_id": "somebody"})
    for number in range(8):
        database["work"].create_index([(f"field{number}", 1)])
    database["runs"].insert_one({"of": __name__})
    database["at-it"].delete_one({"_id": "somebody"})
'''


def write(directory: Path, **migrations: str) -> Path:
    """A folder of migrations, given by name."""
    for name, text in migrations.items():
        (directory / f"{name.removeprefix('m')}.py").write_text(text)
    return directory


def upgrading(site: Site, directory: Path) -> subprocess.Popen[str]:
    """Another process that upgrades."""
    env = {**os.environ, "MONGODB_URI": site.uri, "MONGODB_DATABASE": site.name, "DATA_DIR": str(site.data_dir)}
    return subprocess.Popen(
        [sys.executable, "-c", UPGRADE, directory], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )


def test_nodes_that_start_together_take_turns(site: Site, tmp_path: Path) -> None:
    """Three processes: no migration runs beside itself or another, and none runs twice."""
    together = site.beside("together")
    directory = write(tmp_path, m0001_first=ALONE, m0002_second=ALONE)

    nodes = [upgrading(together, directory) for _ in range(3)]

    for node in nodes:
        node.communicate(timeout=60)
        assert node.returncode == 0
    runs = [run["of"] for run in together.database["runs"].find()]
    assert runs == ["migrations.0001_first", "migrations.0002_second"]


def test_a_migration_whose_node_was_killed_is_begun_again(site: Site, tmp_path: Path) -> None:
    """SIGKILL in the middle: its lease runs out, and the next node does it from the start."""
    killed = site.beside("killed")
    pause = 'import os, sys\n    print("here", flush=True)\n    os.read(os.open(sys.argv[1] + "/pipe", os.O_RDONLY), 1)'
    directory = write(tmp_path, m0001_long=f"def upgrade(database):\n    {pause}\n")
    os.mkfifo(tmp_path / "pipe")
    node = upgrading(killed, directory)
    assert node.stdout is not None
    assert [node.stdout.readline().strip() for _ in range(2)] == ["0001_long:", "here"]

    node.send_signal(signal.SIGKILL)
    node.communicate(timeout=60)
    lease = killed.database["migrations"].find_one({"_id": "lease"})
    assert lease is not None and lease["until"] > datetime.now(UTC)

    killed.database["migrations"].update_one({"_id": "lease"}, {"$set": {"until": datetime.now(UTC)}})  # time passes
    write(directory, m0001_long="def upgrade(database): database['done'].insert_one({})")
    assert migrate.upgrade(killed.settings, directory=directory) == ["0001_long"]
    assert killed.database["migrations"].find_one({"_id": "lease"}) is None


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
