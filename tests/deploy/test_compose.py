"""The compose files: confined, explained, and of one mind with the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chat_app.config import Settings
from scripts import deployment
from tests.deploy import compose
from tests.deploy.compose import DEVELOPMENT, PRODUCTION

JOBS = {"migrate", "mongodb-init"}
SERVICES = compose.services(PRODUCTION)
OF_THE_CODE = {name.upper() for name in Settings.model_fields}


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each service of the production file in turn."""
    return SERVICES[request.param]


def test_a_container_has_no_rights_and_writes_nothing_of_its_image(service: dict[str, Any]) -> None:
    """Not even if somebody takes it over."""
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert _is_ours(service) or service["user"].split(":")[0] != "0"


def test_every_service_that_stays_tells_whether_it_is_well() -> None:
    """What others wait for; our own images bring the check with them."""
    for name, service in SERVICES.items():
        if name not in JOBS:
            assert _is_ours(service) or service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL"), name


def test_every_variable_of_the_file_is_explained_in_the_example() -> None:
    """One .env, with every setting explained; and nothing explained that nobody reads."""
    referred = compose.variables(PRODUCTION)
    lines = deployment.compose_env().splitlines()
    explained = {line.lstrip("# ").partition("=")[0]: line for line in lines if _is_variable(line)}
    handed_on = {name for name, value in SERVICES["backend"]["environment"].items() if value is None}
    assert set(referred) | handed_on == set(explained)
    for name, default in referred.items():
        expected = f"{name}=" if default is None else f"# {name}={default}"
        assert explained[name] == expected, "what must be given stands bare, the rest with its default"


def test_what_nginx_and_the_back_end_share_has_one_default() -> None:
    """BODY_MAX_BYTES and MONGODB_DATABASE are read by others too."""
    referred = compose.variables(PRODUCTION)
    shared = OF_THE_CODE & set(referred) - {each.upper() for each in deployment.COMPOSE}
    assert {"BODY_MAX_BYTES", "MONGODB_DATABASE"} == shared
    assert {referred[name] for name in shared} == {str(Settings.model_fields[name.lower()].default) for name in shared}


@pytest.mark.parametrize("path", compose.FILES, ids=lambda path: path.name)
def test_the_back_end_is_given_settings_that_it_knows(path: Path) -> None:
    """All of them, by the image, by compose or by the .env; and none that it does not have."""
    given = set(compose.services(path)["backend"]["environment"])
    assert given <= OF_THE_CODE
    if path == PRODUCTION:
        assert given | {name.upper() for name in deployment.IMAGE + deployment.EMBEDDED} == OF_THE_CODE


@pytest.mark.parametrize("path", compose.FILES, ids=lambda path: path.name)
def test_the_settings_that_compose_gives_are_valid(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code itself takes them."""
    given = compose.services(path)["backend"]["environment"]
    for name in OF_THE_CODE:
        monkeypatch.delenv(name, raising=False)
    settings = Settings(_env_file=None, **{name.lower(): value for name, value in given.items() if value})
    assert settings.mongodb_uri is not None
    if path == PRODUCTION:
        assert settings.trusted_proxies == 1 and settings.cookie_secure and settings.redis_url is not None
    else:
        assert "http://localhost:5173" in settings.cors_origins, "the page comes from Vite"


def test_the_members_of_the_replica_set_are_the_same_everywhere() -> None:
    """For who makes it and who uses it: three, by the names of their services."""
    members = sorted(f"{name}:27017" for name in SERVICES if name.startswith("mongodb-") and name not in JOBS)
    assert len(members) == 3
    assert SERVICES["mongodb-init"]["environment"]["MONGODB_MEMBERS"].split(",") == members
    for name in ("backend", "migrate"):
        uri = SERVICES[name]["environment"]["MONGODB_URI"]
        assert f"@{','.join(members)}/?replicaSet=chat&authSource=admin" in uri


def test_a_back_end_may_drain_as_long_as_it_likes() -> None:
    """It is not killed before the longest grace that can be set is over."""
    longest = next(bound.le for bound in Settings.model_fields["shutdown_grace"].metadata if hasattr(bound, "le"))
    assert compose.seconds(SERVICES["backend"]["stop_grace_period"]) > longest + 10


def test_all_back_ends_share_the_copies_of_ones_data() -> None:
    """One makes a copy, any of them may be asked for it."""
    [volume] = SERVICES["backend"]["volumes"]
    assert (volume["type"], volume["source"], volume["target"]) == ("volume", "exports", "/data/exports")
    assert SERVICES["backend"]["deploy"]["replicas"] > 1


def test_browsers_reach_nginx_and_nothing_else() -> None:
    """What is watched is on the loopback; the databases are in a network without a way out."""
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"frontend", "prometheus", "grafana"}
    assert all(port["host_ip"] == "127.0.0.1" for name in ("prometheus", "grafana") for port in published[name])
    assert compose.project(PRODUCTION)["networks"]["data"]["internal"] is True
    for name in ("redis", "mongodb-1", "mongodb-2", "mongodb-3"):
        assert list(SERVICES[name]["networks"]) == ["data"], name


@pytest.mark.parametrize("path", compose.FILES, ids=lambda path: path.name)
def test_every_file_that_is_mounted_is_there(path: Path) -> None:
    """Docker would make an empty folder of it."""
    volumes = [volume for service in compose.services(path).values() for volume in service.get("volumes", [])]
    sources = [volume["source"] for volume in volumes if volume["type"] == "bind"]
    assert sources and [source for source in sources if not Path(source).exists()] == []


def test_the_ports_of_development_are_those_of_the_design() -> None:
    """5173, 8080 and 27017, on this machine alone: nothing there asks for a password."""
    ports = [port for service in compose.services(DEVELOPMENT).values() for port in service.get("ports", [])]
    assert {(port["host_ip"], port["published"], port["target"]) for port in ports} == {
        ("127.0.0.1", "5173", 5173),
        ("127.0.0.1", "8080", 8080),
        ("127.0.0.1", "27017", 27017),
    }


def _is_ours(service: dict[str, Any]) -> bool:
    return "image" not in service or service["image"].startswith("chat-")


def _is_variable(line: str) -> bool:
    name, equals, _ = line.lstrip("# ").partition("=")
    return bool(equals) and name.isidentifier() and name.isupper()
