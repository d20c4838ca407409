"""What `make` does first: a machine that lacks something gets one sentence."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.harness.server import ROOT
from tests.launcher.launch import bootstrap


def clone(folder: Path) -> Path:
    """What the preparation reads, in a folder without a virtual environment."""
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    for file in ROOT.glob("requirements*"):
        shutil.copy(file, folder)
    return folder


def start(folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(folder / "scripts" / "bootstrap.py"), "--", "true"]
    return subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, timeout=100)


def test_an_old_python_can_read_as_far_as_the_sentence() -> None:
    """Python 2 and 3 share this grammar: no annotations, no f-strings, no walrus."""
    tree = ast.parse((ROOT / "scripts" / "bootstrap.py").read_text(), feature_version=(3, 4))

    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign)]


def test_an_old_python_is_told_so(tmp_path: Path) -> None:
    clone(tmp_path)
    pretend = "import sys, runpy; sys.version_info = (3, 8, 18); sys.path.insert(0, 'scripts'); "
    run = "runpy.run_path('scripts/bootstrap.py')"
    done = subprocess.run([sys.executable, "-c", pretend + run], cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.startswith("chat: needs Python 3.11 or later, and this is 3.8;")
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_venv_module_is_named(tmp_path: Path) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "ensurepip.py").write_text("raise ImportError")

    done = start(clone(tmp_path / "clone"), PYTHONPATH=str(tmp_path / "without"))

    assert done.returncode == 1
    assert "has no venv module" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_network_is_told_and_the_log_named(tmp_path: Path) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:1/simple", "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    done = start(clone(tmp_path), **nowhere, PIP_FIND_LINKS="", PIP_EXTRA_INDEX_URL="", PIP_CONFIG_FILE=os.devnull)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "the package index can't be reached (all of it: .venv/install-run.log)" in done.stderr


def test_a_prepared_clone_becomes_the_command_at_once() -> None:
    done = bootstrap("--", "python", "-c", "import sys; print(sys.executable)")

    assert done.stdout.splitlines() == [str(ROOT / ".venv" / "bin" / "python")]
    assert done.returncode == 0


def test_a_package_that_got_lost_is_named(tmp_path: Path) -> None:
    """Not by pip, which would be noticed: by hand, or by a disk that was full."""
    [listed] = Path(sysconfig.get_path("purelib")).glob("flask_sock-*.dist-info")
    shutil.copytree(listed, tmp_path / listed.name)  # found first, and none of its files is there
    command = [sys.executable, "-m", "scripts.run"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)

    assert done.returncode == 1
    assert done.stderr == "chat: the package flask-sock is missing; `make clean run` installs everything anew.\n"
