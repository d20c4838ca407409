"""Requests made from the OpenAPI document, by schemathesis, against a running server with people and talk in it."""
