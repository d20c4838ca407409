"""What is deployed to watch the chat agrees with what the chat tells, and each alert with its runbook."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from chat_app import metrics

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy/prometheus/alerts.yml"
DASHBOARD = json.loads((ROOT / "deploy/grafana/dashboards/chat.json").read_text())
ALERTS: list[dict[str, Any]] = [
    rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]
]
QUERIES = [
    (panel["title"], target["expr"].replace("$__rate_interval", "1m"))
    for panel in DASHBOARD["panels"]
    for target in panel.get("targets", ())
]
EXPRESSIONS = [(rule["alert"], rule["expr"]) for rule in ALERTS] + QUERIES
OF_PROMETHEUS = {"up": {"job", "instance"}}
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}


def test_every_expression_asks_for_what_the_code_counts() -> None:
    """Each parses by Prometheus' grammar, and its metrics and labels are those of chat_app/metrics.py."""
    known = samples() | OF_PROMETHEUS
    for where, expression in EXPRESSIONS:
        asked = list(selectors(promql_parser.parse(expression)))
        assert asked, f"{where} asks for nothing"
        for name, labels in asked:
            assert name in known, f"{where}: there is no {name}"
            assert labels <= known[name] | {"job", "instance"}, f"{where}: {name} has no labels {labels - known[name]}"


def test_every_metric_is_on_the_dashboard() -> None:
    """What is counted is shown somewhere, or nobody would know of it."""
    shown = {name for _, query in QUERIES for name, _ in selectors(promql_parser.parse(query))}
    unseen = [each for each in metric_names() if not shown & set(of_family(*each))]
    assert not unseen


def test_every_alert_leads_to_its_part_of_the_runbooks() -> None:
    """And no part is left of an alert that is gone."""
    page = (ROOT / "docs/runbooks.md").read_text()
    parts = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    assert list(parts) and set(parts) == {rule["alert"] for rule in ALERTS}
    for rule in ALERTS:
        assert rule["annotations"]["runbook_url"] == f"docs/runbooks.md#{rule['alert'].lower()}"
        assert rule["labels"]["severity"] in {"page", "ticket"} and rule["annotations"]["summary"]
        for word in ("**Means**", "**Look", "**Do:**"):
            assert word in parts[rule["alert"]], f"{rule['alert']} does not say {word}"
    for link in re.findall(r"\(#(\w+)\)", page):
        assert link in {name.lower() for name in parts}


def test_the_first_error_of_a_process_is_an_increase() -> None:
    """Prometheus sees none in a count that is first told as 1, so what wakes somebody stands at 0 from the start."""
    page = subprocess.check_output(
        [sys.executable, "-c", "from chat_app import metrics; print(metrics.page().decode())"], cwd=ROOT, text=True
    )
    for name in ('chat_logged_total{level="error"}', 'chat_unreadable_documents_total{collection="messages"}'):
        assert f"{name} 0.0\n" in page


def test_the_rules_fire_when_they_should() -> None:
    """By Prometheus' own tool, where it is installed; else they were parsed above, and tried where it was."""
    if (promtool := shutil.which("promtool")) is None:
        assert yaml.safe_load((ROOT / "deploy/prometheus/alerts.test.yml").read_text())["rule_files"] == [RULES.name]
        return
    for command in (
        ["check", "rules", "alerts.yml"],
        ["check", "config", "prometheus.yml"],
        ["test", "rules", "alerts.test.yml"],
    ):
        done = subprocess.run([promtool, *command], cwd=RULES.parent, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "path", sorted((ROOT / "deploy/grafana/provisioning").rglob("*.yml")), ids=lambda path: path.stem
)
def test_what_grafana_provisions_agrees_with_the_dashboard(path: Path) -> None:
    """The source that its panels name, the folder that compose mounts."""
    told = yaml.safe_load(path.read_text())
    for source in told.get("datasources", ()):
        assert {panel["datasource"]["uid"] for panel in DASHBOARD["panels"] if "datasource" in panel} == {source["uid"]}
    for provider in told.get("providers", ()):
        assert f"./grafana/dashboards:{provider['options']['path']}" in (ROOT / "deploy/compose.yaml").read_text()


def metric_names() -> list[tuple[str, str]]:
    """Each metric's name and type."""
    found = [metric.describe()[0] for metric in vars(metrics).values() if isinstance(metric, MetricWrapperBase)]
    return [(each.name, each.type) for each in found]


def of_family(name: str, kind: str) -> list[str]:
    """The names of its samples."""
    return [name + suffix for suffix in SUFFIXES[kind]]


def samples() -> dict[str, set[str]]:
    """Each sample that the code tells, and its labels."""
    known = {}
    for metric in vars(metrics).values():
        if isinstance(metric, MetricWrapperBase):
            family = metric.describe()[0]
            for sample in of_family(family.name, family.type):
                known[sample] = {*metric._labelnames, *(["le"] if sample.endswith("_bucket") else [])}
    return known


def selectors(node: Any) -> Iterator[tuple[str, set[str]]]:
    """The metrics that an expression asks for, with the labels that it picks or gathers them by."""
    by = set(node.modifier.labels) if isinstance(node, promql_parser.AggregateExpr) and node.modifier else set()
    if isinstance(node, promql_parser.VectorSelector):
        yield node.name, {matcher.name for matcher in node.matchers.matchers}
    for part in ("expr", "lhs", "rhs", "vector_selector"):
        if (below := getattr(node, part, None)) is not None:
            yield from ((name, labels | by) for name, labels in selectors(below))
    for argument in getattr(node, "args", ()):
        yield from ((name, labels | by) for name, labels in selectors(argument))
