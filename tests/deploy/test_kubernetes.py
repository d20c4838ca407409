"""The manifests of production, as kustomize builds them: valid, confined, and of one mind with the code."""

from __future__ import annotations

import re
from typing import Any

import kubernetes_validate
import pytest

from chat_app.api.limits import FLOOD
from chat_app.cli.backup import backup
from chat_app.config import Settings
from scripts import deployment
from scripts.runner import ROOT
from tests.deploy import compose, manifests
from tests.deploy.manifests import BASE, Container, of_kind, pod, workloads

OF_THE_CODE = {name.upper(): field for name, field in Settings.model_fields.items()}
SECRETS = {name for name, field in OF_THE_CODE.items() if deployment.is_secret(field)}
KUBERNETES = "1.37"
CONTAINERS = list(manifests.containers())


def test_every_manifest_is_valid() -> None:
    """Strictly, by Kubernetes' own schemas: no unknown field either. Of the base those that production changes."""
    production, base = manifests.built(), manifests.built(BASE)
    assert len(production) > len(base) > 20
    for manifest in [*production, *(each for each in base if each not in production)]:
        kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
        cluster_wide = manifest["kind"] == "Namespace"
        assert cluster_wide or manifest["metadata"]["namespace"] == "chat", manifest["metadata"]["name"]


@pytest.mark.parametrize("container", CONTAINERS, ids=str)
def test_a_container_keeps_the_restricted_standard(container: Container) -> None:
    """And more: a read-only root file system, no token of the cluster, a bound on its memory."""
    spec, its_pod = container.spec, container.pod
    assert spec["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert its_pod["securityContext"]["runAsNonRoot"] is True and its_pod["securityContext"]["runAsUser"] > 0
    assert its_pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert its_pod["automountServiceAccountToken"] is False
    assert its_pod["enableServiceLinks"] is False, "BACKEND_PORT and the like would look like settings"
    assert "memory" in spec["resources"]["limits"] and {"cpu", "memory"} <= set(spec["resources"]["requests"])
    assert ":latest" not in spec["image"] and re.search(r":v?\d+\.\d+\.\d+", spec["image"])


def test_there_are_as_many_of_each_as_promised() -> None:
    """3 front ends, 5 back ends or more, 3 members; what the autoscaler decides stands nowhere else."""
    assert workloads()["frontend"]["spec"]["replicas"] == 3
    assert workloads()["mongodb"]["spec"]["replicas"] == 3
    assert "replicas" not in workloads()["backend"]["spec"]
    scaler = of_kind("HorizontalPodAutoscaler")["backend"]["spec"]
    assert scaler["minReplicas"] == 5 and scaler["maxReplicas"] > 5
    [metric] = scaler["metrics"]
    assert metric["pods"]["metric"]["name"] == "chat_connections"


def test_settings_are_known_and_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code takes what the ConfigMap and the Secret give a back end, and nothing of it is a secret."""
    shown = of_kind("ConfigMap")["chat"]["data"]
    assert set(shown) <= set(OF_THE_CODE) - SECRETS
    for name in OF_THE_CODE:
        monkeypatch.delenv(name, raising=False)
    env = {each["name"]: each for each in _of("backend")["env"]}
    helpers = {"MONGODB_PASSWORD", "REDIS_PASSWORD"}
    assert set(env) - helpers == SECRETS, "each secret, from outside"
    filled = {name: _filled(each) for name, each in env.items() if name not in helpers}
    settings = Settings(_env_file=None, **{name.lower(): value for name, value in {**shown, **filled}.items()})
    assert settings.mongodb_uri is not None
    assert settings.mongodb_uri.get_secret_value().startswith(
        "mongodb://chat:MONGODB_PASSWORD-of-chat@mongodb-0.mongodb"
    )


@pytest.mark.parametrize("container", CONTAINERS, ids=str)
def test_secrets_come_from_outside(container: Container) -> None:
    """By reference to one Secret that no manifest makes."""
    assert not of_kind("Secret")
    for variable in container.spec.get("env", []):
        sensitive = re.search("KEY|PASSWORD|SMTP", variable["name"])
        assert not sensitive or variable["valueFrom"]["secretKeyRef"]["name"] == "chat", variable["name"]


def test_the_members_of_the_replica_set_are_the_same_everywhere() -> None:
    """For who makes it, migrates it and uses it; the names are those that the headless service gives."""
    members = [f"mongodb-{number}.mongodb:27017" for number in range(3)]
    clients = ("backend", "migrate", "backup")
    env = {name: {each["name"]: each.get("value") for each in _of(name)["env"]} for name in clients}
    made = {each["name"]: each.get("value") for each in _of("mongodb-init")["env"]}
    assert made["MONGODB_MEMBERS"].split(",") == members
    assert len({variables["MONGODB_URI"] for variables in env.values()}) == 1
    assert f"@{','.join(members)}/?replicaSet=chat&authSource=admin" in env["backend"]["MONGODB_URI"]
    service = of_kind("Service")["mongodb"]["spec"]
    assert service["clusterIP"] == "None" and service["publishNotReadyAddresses"] is True
    assert workloads()["mongodb"]["spec"]["serviceName"] == "mongodb"


def test_every_port_leads_to_one_that_listens() -> None:
    """From the Ingress through the services to the containers, and to what the code listens on."""
    listening = {name: _ports(name) for name in workloads()}
    assert listening["backend"] == {"http": 8080} and listening["frontend"] == {"http": 8080}
    services = {name: each["spec"] for name, each in of_kind("Service").items()}
    for name, service in services.items():
        assert service["selector"]["app.kubernetes.io/name"] == name
        assert all(port["targetPort"] in listening[name] for port in service["ports"])
    for path in _ingress_paths():
        service = services[path["backend"]["service"]["name"]]
        assert path["backend"]["service"]["port"]["name"] in [port["name"] for port in service["ports"]]


def test_the_ingress_leads_where_the_front_ends_nginx_would() -> None:
    """The API and the socket to the back end; metrics and readiness nowhere."""
    leads = {path["path"]: path["backend"]["service"]["name"] for path in _ingress_paths()}
    assert leads == {"/api": "backend", "/ws": "backend", "/": "frontend"}


def test_the_ingress_waits_for_sockets_and_takes_bodies_as_the_code_does() -> None:
    """Said to both controllers, and longer than a socket can be silent."""
    said = of_kind("Ingress")["chat"]["metadata"]["annotations"]
    sizes = {said["nginx.org/client-max-body-size"], said["nginx.ingress.kubernetes.io/proxy-body-size"]}
    assert sizes == {f"{_setting('BODY_MAX_BYTES') // 1_024}k"}
    times = [value for name, value in said.items() if name.endswith(("-read-timeout", "-send-timeout"))]
    assert len(times) == 4
    assert all(int(value.rstrip("s")) > 2 * _setting("HEARTBEAT_INTERVAL") for value in times)


def test_probes_ask_what_the_code_answers() -> None:
    """Alive is the process alone; ready is the store too, asked for longer than the store may take."""
    probes = {name: _of("backend")[f"{name}Probe"] for name in ("startup", "liveness", "readiness")}
    assert {name: probe["httpGet"]["path"] for name, probe in probes.items()} == {
        "startup": "/healthz",
        "liveness": "/healthz",
        "readiness": "/readyz",
    }
    assert probes["readiness"]["timeoutSeconds"] > _setting("STORE_TIMEOUT")
    a_minute = sum(60 / probe["periodSeconds"] for probe in probes.values())
    assert a_minute < int(FLOOD.split()[0]), "the limit of one address holds for the kubelet's too"


def test_every_workload_that_stays_has_probes() -> None:
    """What hangs is found, and nobody is led to what is not ready."""
    for name, workload in workloads().items():
        if workload["kind"] != "Job":
            assert {"livenessProbe", "readinessProbe"} <= set(_of(name)), name


def test_a_back_end_is_not_killed_while_it_drains() -> None:
    """preStop, then the longest drain that can be set, then some."""
    longest = next(bound.le for bound in OF_THE_CODE["SHUTDOWN_GRACE"].metadata if hasattr(bound, "le"))
    pause = _of("backend")["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod("backend")["terminationGracePeriodSeconds"] > pause + longest + 10
    assert pod("frontend")["terminationGracePeriodSeconds"] > pause + _seconds_of_nginx("worker_shutdown_timeout")


def test_somebody_is_called_before_a_back_end_is_killed_for_its_memory() -> None:
    """The alert is below the limit, or it could never fire."""
    alerts = (compose.DEPLOY / "prometheus" / "alerts.yml").read_text()
    gibibytes = int(re.search(r"chat_memory_bytes\) > (\d+) \* 1024 \* 1024 \* 1024", alerts)[1])
    assert int(_of("backend")["resources"]["limits"]["memory"].removesuffix("Gi")) > gibibytes


def test_an_upgrade_takes_one_at_a_time_away() -> None:
    """Of nodes, front ends and members: neither a rollout nor the emptying of a machine takes more."""
    for name in ("frontend", "backend", "mongodb"):
        assert of_kind("PodDisruptionBudget")[name]["spec"]["maxUnavailable"] == 1
        spread = {each["topologyKey"]: each for each in pod(name)["topologySpreadConstraints"]}
        assert set(spread) == {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}
        assert all(each["labelSelector"]["matchLabels"] == {"app.kubernetes.io/name": name} for each in spread.values())
    for name in ("frontend", "backend"):
        assert workloads()[name]["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert pod("mongodb")["topologySpreadConstraints"][0]["whenUnsatisfiable"] == "DoNotSchedule"


def test_all_back_ends_share_the_copies_of_ones_data() -> None:
    """One makes a copy, any of them may be asked for it: a volume that many machines may write to."""
    assert of_kind("PersistentVolumeClaim")["exports"]["spec"]["accessModes"] == ["ReadWriteMany"]
    mounts = {each["name"]: each["mountPath"] for each in _of("backend")["volumeMounts"]}
    assert mounts["exports"] == "/data/exports" and mounts["data"] == "/data"
    assert pod("backend")["securityContext"]["fsGroup"] == pod("backend")["securityContext"]["runAsUser"]


def test_a_backup_is_made_every_night_and_never_twice_at_once() -> None:
    """By the command that `flask` has, on a volume that its user may write to, and nothing ends it before its time."""
    nightly, [container] = of_kind("CronJob")["backup"]["spec"], pod("backup")["containers"]
    assert nightly["concurrencyPolicy"] == "Forbid"
    assert "activeDeadlineSeconds" not in nightly["jobTemplate"]["spec"]
    flask, name, *arguments = container["command"]
    folder = backup.make_context(name, arguments).params["folder"]
    [volume] = [each["name"] for each in container["volumeMounts"] if each["mountPath"] == str(folder)]
    [claim] = [each["persistentVolumeClaim"] for each in pod("backup")["volumes"] if each["name"] == volume]
    assert [flask, name] == ["flask", "backup"] and claim["claimName"] in of_kind("PersistentVolumeClaim")
    assert pod("backup")["securityContext"]["fsGroup"] == pod("backup")["securityContext"]["runAsUser"]


def test_nobody_may_talk_to_anybody_but_as_it_is_said() -> None:
    """All is forbidden first; then each way is open at both of its ends."""
    policies = {name: each["spec"] for name, each in of_kind("NetworkPolicy").items()}
    assert policies["nobody"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for client, server, port in (
        ("backend", "mongodb", 27017),
        ("backend", "redis", 6379),
        ("migrate", "mongodb", 27017),
        ("backup", "mongodb", 27017),
        ("mongodb-init", "mongodb", 27017),
        ("mongodb", "mongodb", 27017),
    ):
        assert any(_opens(spec, "egress", client, server, port) for spec in policies.values()), (client, server)
        assert any(_opens(spec, "ingress", server, client, port) for spec in policies.values()), (server, client)
    assert not any(_opens(spec, "ingress", "mongodb", "frontend", 27017) for spec in policies.values())
    smtp = [rule for rule in policies["backend"]["egress"] if "to" not in rule]
    assert [port["port"] for rule in smtp for port in rule["ports"]] == [25, 443, 465, 587]


def test_a_node_waits_until_the_database_is_migrated() -> None:
    """It reads the words that `flask db status` says of a migration that is not applied."""
    [waiting] = pod("backend")["initContainers"]
    assert "flask db status" in waiting["command"][-1]
    [words] = re.findall(r'grep -q "([^"]+)"', waiting["command"][-1])
    assert f'else "{words}"' in (ROOT / "chat_app" / "cli" / "db.py").read_text()
    assert _of("migrate")["command"] == ["flask", "db", "upgrade"]


def test_compose_and_kubernetes_start_the_same() -> None:
    """The same image of MongoDB and Redis, by the same commands."""
    services = compose.services(compose.PRODUCTION)
    assert _of("redis")["image"] == services["redis"]["image"]
    assert _of("redis")["command"] == services["redis"]["command"]
    assert _of("mongodb")["image"] == services["mongodb-1"]["image"]
    assert _of("mongodb-init")["command"] == services["mongodb-init"]["entrypoint"]
    assert _of("mongodb")["command"] == services["mongodb-1"]["entrypoint"]


def _of(name: str) -> dict[str, Any]:
    container: dict[str, Any] = pod(name)["containers"][0]
    return container


def _ports(name: str) -> dict[str, int]:
    return {port["name"]: port["containerPort"] for port in _of(name).get("ports", [])}


def _ingress_paths() -> list[dict[str, Any]]:
    [rule] = of_kind("Ingress")["chat"]["spec"]["rules"]
    paths: list[dict[str, Any]] = rule["http"]["paths"]
    return paths


def _setting(name: str) -> Any:
    """What a back end of production has: the ConfigMap's, or the default."""
    given = of_kind("ConfigMap")["chat"]["data"]
    return type(OF_THE_CODE[name].default)(given.get(name, OF_THE_CODE[name].default))


def _seconds_of_nginx(directive: str) -> int:
    text = (compose.DEPLOY / "frontend" / "nginx.conf").read_text()
    return int(re.search(rf"^{directive} (\d+)s;", text, re.MULTILINE)[1])


def _filled(variable: dict[str, Any]) -> str:
    """The value as Kubernetes makes it, the secrets being called after themselves."""
    if reference := variable.get("valueFrom", {}).get("secretKeyRef"):
        key = str(reference["key"])
        samples = {
            "SECRET_KEY": "k" * 64,
            "SMTP_URL": "smtp://mail.example.org",
            "OTEL_EXPORTER_OTLP_HEADERS": "authorization=key",
            "SENTRY_DSN": "https://key@example.org/1",
        }
        return samples.get(key, key)
    return re.sub(r"\$\((\w+)\)", r"\1-of-chat", variable["value"])


def _opens(policy: dict[str, Any], direction: str, pods: str, other: str, port: int) -> bool:
    peers = {"egress": "to", "ingress": "from"}[direction]
    return _selects(policy["podSelector"], pods) and any(
        any(_selects(peer["podSelector"], other) for peer in rule.get(peers, []) if "podSelector" in peer)
        and any(each["port"] == port for each in rule["ports"])
        for rule in policy.get(direction, [])
    )


def _selects(selector: dict[str, Any], name: str) -> bool:
    if labels := selector.get("matchLabels"):
        return bool(labels.get("app.kubernetes.io/name") == name)
    return any(name in each["values"] for each in selector.get("matchExpressions", []))
