"""What the code decides stands in the files of the deployments as the code has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chat_app.config import Settings
from scripts import deployment
from scripts.runner import ROOT


@pytest.mark.parametrize("path", deployment.FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_generated_file_says_what_the_code_says(path: Path) -> None:
    """Settings, sentences, defaults and headers cannot drift."""
    assert path.read_text() == deployment.FILES[path](), "run python -m scripts.deployment"


def test_a_secret_is_never_in_what_is_shown() -> None:
    """A ConfigMap is readable for everybody in a cluster."""
    secrets = [name.upper() for name, field in Settings.model_fields.items() if deployment.is_secret(field)]
    assert {"SECRET_KEY", "MONGODB_URI", "REDIS_URL", "SMTP_URL"} <= set(secrets)
    shown = deployment.cluster_env()
    assert [name for name in secrets if f"{name}=" in shown] == []
