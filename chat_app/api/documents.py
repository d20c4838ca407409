"""The OpenAPI 3.1 document, made from the schemas that the views use, and the page that shows it."""

from __future__ import annotations

import http
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Flask, Response
from flask_smorest import Api, Blueprint
from flask_smorest.utils import prepare_response
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException

from chat_app.api.fields import ObjectIdConverter
from chat_app.api.patterns import teach
from chat_app.api.problems import all_codes, of_http_exception

PROBLEM_TYPE = "application/problem+json"


class ProblemSchema(Schema):
    """`application/problem+json` (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(
        required=True, metadata={"description": f"Stable and machine-readable: {', '.join(sorted(all_codes()))}."}
    )
    detail = fields.String(required=True)
    errors = fields.Dict(
        keys=fields.String(), values=fields.List(fields.String()), metadata={"description": "Messages by field."}
    )
    request_id = fields.String(
        required=True, allow_none=True, metadata={"description": "As in the header X-Request-ID, and in our log."}
    )


class ChatApi(Api):  # type: ignore[misc]
    """flask-smorest with our problems in place of its own errors."""

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        app.config.update(
            API_TITLE="Chat",
            API_VERSION=api_version(),
            OPENAPI_VERSION="3.1.0",
            OPENAPI_URL_PREFIX="/api",
            OPENAPI_JSON_PATH="openapi.json",
            API_SPEC_OPTIONS={
                "info": {"description": "Accounts, people, conversations and their logs. The socket is at `/ws`."},
                "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
                "security": [{"bearer": []}],
            },
        )
        super().__init__(app)
        teach(self.ma_plugin)
        app.url_map.converters["object_id"] = ObjectIdConverter
        self.register_converter(ObjectIdConverter, lambda _: {"type": "string", "pattern": "^[0-9a-f]{24}$"})

    def handle_http_exception(self, error: HTTPException) -> Response:
        return of_http_exception(error)

    def register_blueprint(self, blp: Blueprint, **options: Any) -> None:
        super().register_blueprint(blp, **options)
        for path in self.spec._paths.values():
            for operation in path.values():
                if isinstance(operation, dict):
                    self._let_bodies_be_absent(operation)
                    operation.setdefault("responses", {}).setdefault("default", "DEFAULT_ERROR")

    def _let_bodies_be_absent(self, operation: dict[str, Any]) -> None:
        # No body is read as an empty one: where no field is required, that is fine, and the document says so.
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if name and not self.spec.components.schemas[name].get("required"):
            operation["requestBody"]["required"] = False

    def _register_responses(self) -> None:
        # The inherited one says application/json for errors.
        for status in http.HTTPStatus:
            response: dict[str, Any] = {"description": status.phrase}
            if status >= 400:
                response["schema"] = ProblemSchema
                prepare_response(response, self.spec, PROBLEM_TYPE)
            self.spec.components.response(status.name, response, lazy=True)
        response = {"description": "Any other failure.", "schema": ProblemSchema}
        prepare_response(response, self.spec, PROBLEM_TYPE)
        self.spec.components.response("DEFAULT_ERROR", response, lazy=True)


def api_version() -> str:
    """The version of the product."""
    try:
        return version("chat")
    except PackageNotFoundError:
        return "0.1.0"
