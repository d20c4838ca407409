"""Regular expressions of Python as JSON Schema writes them: by ECMA-262, with the flag `u`."""

from __future__ import annotations

import re
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import fields

from chat_app.protocol.frames import RequestId


def ecma(pattern: str) -> str:
    """The same pattern for readers of the documents: by ECMA-262, and searched for instead of matched."""
    known = re.sub(r"\\U0*([0-9A-Fa-f]+)", r"\\u{\1}", pattern).replace(r"\0-", r"\x00-").replace(r"\Z", "$")
    return known if known.startswith("^") else f"^{known}"


def teach(plugin: MarshmallowPlugin) -> None:
    """Let the documents made by `plugin` hold such patterns, and know our own kinds of fields."""

    def rewrite(_: object, field: fields.Field[Any], **kwargs: Any) -> dict[str, Any]:
        pattern = kwargs["ret"].get("pattern")
        return {} if pattern is None else {"pattern": ecma(pattern)}

    converter: Any = plugin.converter
    converter.add_attribute_function(rewrite)
    converter.map_to_openapi_type(RequestId, "string", None)
