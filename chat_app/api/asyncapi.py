"""The AsyncAPI 3 document of the socket, from the registry that reads frames and the shapes of those that are sent."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from chat_app.api.frame_shapes import FRAMES
from chat_app.api.patterns import teach
from chat_app.protocol import messages, presence, receipts, session, sync  # noqa: F401 - they fill the registry
from chat_app.protocol.errors import CloseCode
from chat_app.protocol.frames import REGISTRY

Document = dict[str, Any]

DESCRIPTION = """\
Text frames, one JSON object each, at most 64 KiB; `type` says which. The first frame is `auth`, within 5 s: the token
never stands in a URL. Requests may carry `id`, which the answer repeats. A bad frame gets an `error`, and the socket
stays open. What is promised, and how a client resumes, stands in docs/protocol.md.
"""


def document(version: str) -> Document:
    """The whole document."""
    schemas = _schemas()
    clients = {f"client.{type_}": _summary(reader.makes) for type_, reader in REGISTRY.items()}
    servers = {f"server.{type_}": _summary(shape) for type_, shape in FRAMES.items()}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Chat", "version": version, "description": DESCRIPTION},
        "defaultContentType": "application/json",
        "servers": {
            "here": {
                "host": "{host}",
                "protocol": "ws",
                "description": "The address of this document; `wss` where it is served by https.",
                "variables": {"host": {"default": "localhost:8080"}},
            }
        },
        "channels": {
            "socket": {
                "address": "/ws",
                "title": "The socket",
                "messages": {name: _message(name, says) for name, says in (clients | servers).items()},
                "x-close-codes": {str(code.value): code.name.lower().replace("_", " ") for code in CloseCode},
            }
        },
        "operations": _requests() | _events(),
        "components": {"schemas": schemas},
    }


def _schemas() -> Document:
    plugin = MarshmallowPlugin()
    spec = APISpec("", "", "3.1.0", plugins=[plugin])
    teach(plugin)
    for type_, reader in REGISTRY.items():
        spec.components.schema(f"client.{type_}", schema=reader.schema)
    for type_, shape in FRAMES.items():
        spec.components.schema(f"server.{type_}", schema=shape)
    schemas: Document = spec.to_dict()["components"]["schemas"]
    for name, schema in schemas.items():
        side, _, type_ = name.partition(".")
        if type_:
            schema["properties"] = {"type": {"const": type_}, **schema.get("properties", {})}
            schema["required"] = ["type", *schema.get("required", [])]
            # What a client sends is refused for an unknown field; what it reads may grow.
            schema |= {"additionalProperties": False} if side == "client" else {}
    return schemas


def _message(name: str, summary: str) -> Document:
    return {
        "name": name.partition(".")[2],
        "title": name,
        "summary": summary,
        "payload": {"$ref": f"#/components/schemas/{name}"},
    }


def _requests() -> Document:
    return {
        f"client.{type_}": {
            "action": "receive",
            "channel": {"$ref": "#/channels/socket"},
            "messages": _refs([f"client.{type_}"]),
            "reply": {
                "channel": {"$ref": "#/channels/socket"},
                "messages": _refs(f"server.{answer}" for answer in (*reader.answers, "error")),
            },
        }
        for type_, reader in REGISTRY.items()
    }


def _events() -> Document:
    return {
        f"server.{type_}": {
            "action": "send",
            "channel": {"$ref": "#/channels/socket"},
            "messages": _refs([f"server.{type_}"]),
        }
        for type_ in FRAMES
    }


def _refs(names: Iterable[str]) -> list[Document]:
    return [{"$ref": f"#/channels/socket/messages/{name}"} for name in names]


def _summary(thing: type) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")
