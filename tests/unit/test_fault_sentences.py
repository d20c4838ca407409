"""What the client says in German and Arabic it finds by how our sentences begin: they must still begin so."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import marshmallow
import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "frontend" / "src" / "i18n" / "refusals.ts").read_text()
BEGINNINGS = re.findall(r"^ *\[\s*/(\^.+?)/,\s", TABLE, re.MULTILINE)


def sentences() -> Iterator[str]:
    """Every text in our code and in the library's messages, with a number where it has a place for one."""
    library = Path(inspect.getfile(marshmallow)).parent
    for path in [*(ROOT / "chat_app").rglob("*.py"), library / "fields.py", library / "validate.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.sub(r"\{\w+\}", "1", node.value)


@pytest.fixture(scope="module")
def said() -> list[str]:
    return list(sentences())


def test_the_table_is_read() -> None:
    assert len(BEGINNINGS) > 15


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_the_server_still_says_what_the_client_looks_for(beginning: str, said: list[str]) -> None:
    """Each alternative of it."""
    alternatives = re.fullmatch(r"\^\(\?:(.+)\)", beginning)
    for each in alternatives[1].split("|") if alternatives else [beginning.removeprefix("^")]:
        pattern = re.compile(each.replace("(?<", "(?P<"))
        assert any(pattern.match(sentence) for sentence in said), each
