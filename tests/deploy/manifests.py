"""The manifests of an overlay as `kubectl kustomize` builds them."""

from __future__ import annotations

import functools
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.deploy.compose import DEPLOY

BASE = DEPLOY / "kubernetes" / "base"
PRODUCTION = DEPLOY / "kubernetes" / "overlays" / "production"

HASH = re.compile(r"-[a-z0-9]{10}$")

Manifest = dict[str, Any]


@dataclass(frozen=True)
class Container:
    """One container of a workload, with the workload and its pod's specification."""

    workload: str
    pod: Manifest
    spec: Manifest
    starts_the_pod: bool

    def __str__(self) -> str:
        return f"{self.workload}/{self.spec['name']}"


@functools.cache
def built(path: Path = PRODUCTION) -> tuple[Manifest, ...]:
    """All manifests of the folder."""
    command = [Path(sys.executable).with_name("kubectl"), "kustomize", path]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0 and not result.stderr, result.stderr
    # libyaml's loader: ten times as fast.
    return tuple(yaml.load_all(result.stdout, yaml.CSafeLoader))


def of_kind(kind: str) -> dict[str, Manifest]:
    """Those of production, by name; what kustomize added to a name it generated is left away."""
    return {HASH.sub("", each["metadata"]["name"]): each for each in built() if each["kind"] == kind}


@functools.cache
def workloads() -> dict[str, Manifest]:
    """Whatever makes pods in production, by name."""
    nightly = {name: {**each["spec"]["jobTemplate"], "kind": "Job"} for name, each in of_kind("CronJob").items()}
    return {**of_kind("Deployment"), **of_kind("StatefulSet"), **of_kind("Job"), **nightly}


def pod(name: str) -> Manifest:
    """The pod's specification of a workload of production."""
    spec: Manifest = workloads()[name]["spec"]["template"]["spec"]
    return spec


def containers() -> Iterator[Container]:
    """Every container of production."""
    for name in workloads():
        spec = pod(name)
        yield from (Container(name, spec, each, True) for each in spec.get("initContainers", []))
        yield from (Container(name, spec, each, False) for each in spec["containers"])
