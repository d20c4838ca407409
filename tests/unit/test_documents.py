"""The documents and docs/protocol.md say the same: every route and every frame of the one stands in the other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from chat_app import create_app
from chat_app.api.frame_shapes import FRAMES
from chat_app.config import load
from chat_app.protocol.frames import REGISTRY

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "protocol.md").read_text()
METHODS = {"get", "post", "patch", "put", "delete"}
NAMED = re.compile(
    r"((?:GET|POST|PATCH|PUT|DELETE)(?:[/|](?:GET|POST|PATCH|PUT|DELETE))*)(?:\s+(/api/[^\s?`,;:)·|]*))?"
)
OUTSIDE = {"/api/openapi.json", "/api/asyncapi.json", "/api/docs"}
"""The documents are no part of themselves."""

Route = tuple[str, str]


@pytest.fixture(scope="module")
def openapi(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    app = create_app(load(data_dir=tmp_path_factory.mktemp("data")))
    document: dict[str, Any] = app.test_client().get("/api/openapi.json").json
    return document


def operations(openapi: dict[str, Any]) -> dict[Route, dict[str, Any]]:
    """By method and path, without the names in braces."""
    return {
        (method.upper(), anonymous(path)): operation
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }


def anonymous(path: str) -> str:
    return re.sub(r"\{.*?\}", "{}", path).rstrip("/.")


def promises() -> list[set[Route]]:
    """What the page names, each in the forms that it may have.

    `POST/DELETE /api/things[/{id}]` is two routes, each with the part in brackets or without it; a method alone, as in
    `GET /api/things · DELETE`, means the path before it.
    """
    found = []
    for cell in re.split(r"\n|(?<=\|) ", PAGE):
        path = ""
        for methods, named in NAMED.findall(cell):
            path = named or path
            without, with_ = re.sub(r"\[.*?\]", "", path), path.replace("[", "").replace("]", "")
            for method in re.split(r"[/|]", methods) if path else ():
                found.append({(method, anonymous(without)), (method, anonymous(with_))})
    return found


def test_the_openapi_document_is_one(openapi: dict[str, Any]) -> None:
    """By the validator of the standard, 3.1."""
    assert openapi["openapi"].startswith("3.1")
    validate(openapi)


def test_every_operation_has_a_name_a_sentence_and_its_failures(openapi: dict[str, Any]) -> None:
    """What generators of clients and readers of /api/docs live on; names are unique."""
    found = operations(openapi)
    names = [operation.get("operationId") for operation in found.values()]

    assert len(set(names)) == len(names) and None not in names
    for route, operation in found.items():
        assert operation.get("summary") and "default" in operation["responses"], route


def test_every_documented_route_is_on_the_page(openapi: dict[str, Any]) -> None:
    """docs/protocol.md is where people look first."""
    assert operations(openapi).keys() - set().union(*promises()) == set()


def test_every_route_of_the_page_is_documented(openapi: dict[str, Any]) -> None:
    """Nothing is promised that is not there."""
    documented = operations(openapi).keys() | {("GET", path) for path in OUTSIDE}

    assert [forms for forms in promises() if not forms & documented] == []


def test_every_frame_is_on_the_page() -> None:
    """Those of the clients in the table, and those of the server in the list behind it."""
    socket = PAGE[PAGE.index("## WebSocket") : PAGE.index("## What is promised")]
    table, _, rest = socket.partition("Server to client:")
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    sent = re.findall(r"`([a-z]+(?:\.[a-z]+)?)[ `]", rest[: rest.index("An *entry*")])

    assert {name for row in rows for name in re.findall(r"`([a-z.]+)`", row)} == REGISTRY.keys()
    assert FRAMES.keys() <= set(sent)
