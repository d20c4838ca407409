"""`python -m scripts.env_example`: write .env.example, every setting with its default and its sentence."""

from __future__ import annotations

import sys

from pydantic.fields import FieldInfo

from chat_app.config import Settings
from scripts.runner import ROOT

FILE = ROOT / ".env.example"
HEAD = """\
# Every setting, with its default. Copy this file to .env and change what you like; the environment goes first.
# Written by `python -m scripts.env_example`; the sentences stand in chat_app/config.py.
"""


def text() -> str:
    """What the file should be."""
    return "\n".join([HEAD, *(entry(name, field) for name, field in Settings.model_fields.items())])


def entry(name: str, field: FieldInfo) -> str:
    """One setting: its sentence, and its default, commented out."""
    return f"# {field.description}\n# {name.upper()}={_shown(field.get_default(call_default_factory=True))}\n"


def _shown(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    return ",".join(map(str, default)) if isinstance(default, list) else str(default)


def main() -> int:
    FILE.write_text(text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
