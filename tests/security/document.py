"""The operations of the OpenAPI document, each with a body that it takes."""

from __future__ import annotations

import itertools
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chat_app import create_app
from chat_app.config import load

METHODS = ("get", "post", "patch", "put", "delete")
SAMPLES: dict[str, Any] = {
    "username": "somebody_new",
    "display_name": "Somebody New",
    "password": "correct horse battery 41 staple",
    "new_password": "correct horse battery 42 staple",
    "time_zone": "Europe/Berlin",
    "locale": "en",
    "avatar_url": "https://example.org/a.png",
    "kind": "text",
    "emoji": "👍",
}
"""Values of fields whose rules a schema says only in part."""


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    id: str
    open: bool
    """Whether it asks for no token."""
    body: Mapping[str, Any]
    """The schema of its body; empty where it takes none."""
    schemas: Mapping[str, Any]

    @property
    def parameters(self) -> list[str]:
        """The names in braces of its path."""
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def fields(self) -> list[str]:
        """The names of its body's fields."""
        return list(self.body.get("properties", {}))

    def takes_anything(self, name: str) -> bool:
        """Whether that field is an object whose inside another standard describes, such as a passkey's answer."""
        schema = _resolved(self.body["properties"][name], self.schemas)
        return schema.get("type") == "object" and "properties" not in schema

    def at(self, ids: Mapping[str, str]) -> str:
        """Its path, with these ids in the braces; what is not among them is of nothing."""
        return re.sub(r"\{(\w+)\}", lambda name: ids.get(name[1], "0" * 24), self.path)

    def example(self, ids: Mapping[str, str] | None = None) -> dict[str, Any] | None:
        """A body with every field, good by its schema; None where it takes none. `ids` are for fields of that name."""
        if not self.body:
            return None
        made = _example(self.body, self.schemas, "", ids or {})
        assert isinstance(made, dict)
        return made

    def __str__(self) -> str:
        return self.id


@cache
def operations() -> tuple[Operation, ...]:
    """All of the document. It is made without a server, so that tests can be named after its routes."""
    with tempfile.TemporaryDirectory() as folder:
        document = create_app(load(data_dir=Path(folder))).test_client().get("/api/openapi.json").json
    schemas = document["components"]["schemas"]
    return tuple(
        Operation(
            method=method.upper(),
            path=path,
            id=operation["operationId"],
            open=operation.get("security") == [],
            body=_resolved(_body_schema(operation), schemas),
            schemas=schemas,
        )
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    )


def _body_schema(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = (
        operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    )
    return schema


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    return schema


def _example(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str, ids: Mapping[str, str]) -> Any:
    schema = _resolved(schema, schemas)
    if "enum" in schema:
        return next(value for value in schema["enum"] if value is not None)
    kinds = schema.get("type", "object")
    kind = next(each for each in ([kinds] if isinstance(kinds, str) else kinds) if each != "null")
    if kind == "object":
        return {key: _example(value, schemas, key, ids) for key, value in schema.get("properties", {}).items()}
    if kind == "array":
        return [_example(schema["items"], schemas, name.removesuffix("s"), ids)] * max(1, schema.get("minItems", 1))
    if kind == "string":
        return _text(schema, name, ids)
    return {"integer": schema.get("minimum", 1), "number": 1.0, "boolean": True}[kind]


def _text(schema: Mapping[str, Any], name: str, ids: Mapping[str, str]) -> str:
    if "24" in schema.get("pattern", "") or name in ids:
        return ids.get(name, "0" * 24)
    if schema.get("format") == "email":
        return f"nobody{next(_numbers)}@example.org"
    if schema.get("format") == "date-time":
        return "2999-01-01T00:00:00Z"
    return str(SAMPLES.get(name) or "x" * max(schema.get("minLength", 1), 1))


_numbers = itertools.count(1)
