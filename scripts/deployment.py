"""`python -m scripts.deployment`: write what the code decides into the files under deploy/, so that it cannot drift."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic.fields import FieldInfo

from chat_app.api.security import HEADERS
from chat_app.config import Settings
from scripts.env_example import entry
from scripts.runner import ROOT

DEPLOY = ROOT / "deploy"
MADE = "# Written by `python -m scripts.deployment`; the sentences stand in chat_app/config.py.\n"

IMAGE = ("environment", "host", "port", "data_dir")
"""Settled by the image of the back end, which the deployments build upon."""
COMPOSE = ("mongodb_uri", "redis_url", "secret_key", "trusted_proxies", "cookie_secure")
"""Set by compose.yaml, out of what stands in the first part of its .env."""
EMBEDDED = ("store_program",)
"""Of the embedded store, which neither of them has."""
KUBERNETES = {"mongodb_database": "chat", "trusted_proxies": "1", "cookie_secure": "true"}
"""Set for every cluster: the database's name, for those who make it read it too; one Ingress, which speaks https."""

ENV_HEAD = f"""\
# What `docker compose` in this folder reads: copy it to .env, and fill in the first part. Keep it from others' eyes
# (`chmod 600 .env`), and a copy of it where the backups are.
{MADE}

# --- What has to be given ---

# Signs the tokens: `openssl rand -hex 32`. Who knows it can be anybody. With another one everybody is signed out, and
# nobody's second factor is known any more.
SECRET_KEY=

# The chat's password in MongoDB: `openssl rand -hex 24`. Letters and digits only, for it stands in an address.
MONGODB_PASSWORD=

# The key that the members of the replica set share: `openssl rand -hex 48`.
MONGODB_KEY=

# Redis' password: `openssl rand -hex 24`. Letters and digits only.
REDIS_PASSWORD=

# The password of Grafana's `admin`: `openssl rand -hex 12`.
GRAFANA_PASSWORD=


# --- The installation ---

# Back ends, each a node of one worker: about one for each core that is left to them.
# BACKENDS=2

# Where browsers come in. With tls/tls.crt and tls/tls.key in this folder, the first leads to the second.
# HTTP_PORT=80
# HTTPS_PORT=443

# Proxies in front of the back ends: nginx, and one more where another proxy does TLS. Too many, and anybody can claim
# any address.
# TRUSTED_PROXIES=1

# `false` only for a trial without https: over plain http browsers keep no secure cookie, and a reload signs out.
# COOKIE_SECURE=true

# GB of memory for the cache of each of the three MongoDB members.
# MONGODB_CACHE_GB=1

# On this machine's loopback only; reach them through `ssh -L`.
# PROMETHEUS_PORT=9090
# GRAFANA_PORT=3000

# How long figures are kept.
# PROMETHEUS_RETENTION=30d

# The images: the registry with a slash at its end, empty for images built here, and the version.
# REGISTRY=
# CHAT_VERSION=0.1.0


# --- The application: every setting that is not settled above, with its default ---

"""
SETTINGS_HEAD = f"""\
# The settings that the back end takes from .env; what is not set there is not set here either.
{MADE}services:
  settings:
    environment:
"""
CLUSTER_HEAD = f"""\
# The settings of every cluster; an overlay adds its own (overlays/production/chat.env). Secrets stand in a Secret.
{MADE}
"""
HEADERS_HEAD = "# As chat_app/api/security.py has them. Written by `python -m scripts.deployment`.\n"


def compose_env() -> str:
    """`.env.example` of compose."""
    return ENV_HEAD + "\n".join(entry(name, field) for name, field in _all_but(IMAGE + COMPOSE + EMBEDDED))


def compose_settings() -> str:
    """The settings that compose hands on."""
    return SETTINGS_HEAD + "".join(f"      {name.upper()}:\n" for name, _ in _all_but(IMAGE + COMPOSE + EMBEDDED))


def cluster_env() -> str:
    """The ConfigMap of the base, as an env file."""
    given = [f"# {Settings.model_fields[name].description}\n{name.upper()}={KUBERNETES[name]}\n" for name in KUBERNETES]
    rest = [entry(name, field) for name, field in _all_but((*IMAGE, *EMBEDDED, *KUBERNETES)) if not is_secret(field)]
    return CLUSTER_HEAD + "\n".join(given + rest)


def nginx_headers() -> str:
    """The headers of chat_app/api/security.py as nginx has them."""
    lines = [f'add_header {name} "{value}" always;\n' for name, value in HEADERS.items()]
    return HEADERS_HEAD + "".join(lines) + "add_header Strict-Transport-Security $hsts always;\n"


FILES: dict[Path, Callable[[], str]] = {
    DEPLOY / ".env.example": compose_env,
    DEPLOY / "compose.settings.yaml": compose_settings,
    DEPLOY / "kubernetes" / "base" / "chat.env": cluster_env,
    DEPLOY / "frontend" / "headers.conf": nginx_headers,
}


def is_secret(field: FieldInfo) -> bool:
    """Whether a setting must not be shown."""
    return "SecretStr" in str(field.annotation)


def _all_but(names: Iterable[str]) -> list[tuple[str, FieldInfo]]:
    return [(name, field) for name, field in Settings.model_fields.items() if name not in names]


def main() -> int:
    for path, text in FILES.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
