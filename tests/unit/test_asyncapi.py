"""The AsyncAPI document: every frame that is read or sent is in it, and is what it says."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema_rs import validator_for

from chat_app.api.asyncapi import document
from chat_app.api.frame_shapes import FRAMES
from chat_app.api.patterns import ecma
from chat_app.protocol.frames import REGISTRY
from chat_app.protocol.wire import encode
from tests.unit.frames import ANY_FRAME_REFUSES, EXAMPLES, REFUSED
from tests.unit.test_server_frames import CONTRACT
from tests.unit.test_wire import read, text_of

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = document("0")
SCHEMAS = DOCUMENT["components"]["schemas"]
OUR_OWN_RULES = {
    ("sync", "cursors"),  # keys and their number
    ("message.send", "content"),  # not only white space
    ("message.edit", "content"),
    ("reaction.set", "emoji"),  # what is white space, Python and ECMA see differently
    ("receipt", "delivered_seq"),
}
"""Fields with a rule that JSON Schema cannot say; the document says the others."""


def errors(name: str, frame: dict[str, Any]) -> list[str]:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return [each.message for each in validator_for(schema).iter_errors(frame)]


def test_the_parser_of_the_standard_finds_nothing_wrong() -> None:
    """@asyncapi/parser: the form, and that every reference leads somewhere."""
    run = subprocess.run(
        ["node", "scripts/asyncapi.mjs"],
        cwd=ROOT / "frontend",
        input=json.dumps(DOCUMENT),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr


def test_it_names_every_frame_and_nothing_else() -> None:
    """Both directions, each as a message, an operation and a schema."""
    frames = {f"client.{type_}" for type_ in REGISTRY} | {f"server.{type_}" for type_ in FRAMES}

    assert DOCUMENT["channels"]["socket"]["messages"].keys() == DOCUMENT["operations"].keys() == frames
    assert frames == {name for name in SCHEMAS if "." in name}
    assert all(each["summary"] for each in DOCUMENT["channels"]["socket"]["messages"].values())


def test_what_answers_a_frame_is_a_frame_of_the_server() -> None:
    """And everything may be answered by an error."""
    for type_, reader in REGISTRY.items():
        assert set(reader.answers) <= FRAMES.keys(), type_
    reply = DOCUMENT["operations"]["client.sync"]["reply"]["messages"]
    assert [each["$ref"].rpartition("/")[2] for each in reply] == [
        "server.entries",
        "server.reset",
        "server.sync.done",
        "server.error",
    ]


@pytest.mark.parametrize("type_", EXAMPLES)
def test_what_the_server_takes_is_what_the_document_allows(type_: str) -> None:
    """The examples of every frame pass; what a field must refuse is refused by the document too."""
    for example in EXAMPLES[type_]:
        assert errors(f"client.{type_}", {"type": type_, **example}) == []
    for field, values in (REFUSED[type_] | ANY_FRAME_REFUSES).items():
        if (type_, field) not in OUR_OWN_RULES:
            for value, _ in values:
                if value == 1.0 and type(value) is float:
                    continue  # an integer, to JSON Schema
                bad = {"type": type_, **EXAMPLES[type_][0], field: value}
                assert errors(f"client.{type_}", bad), (field, value)


@pytest.mark.parametrize(("frame", "type_", "_named"), CONTRACT, ids=[type_ for _, type_, _ in CONTRACT])
def test_what_the_server_sends_is_what_the_document_says(frame: dict[str, Any], type_: str, _named: str) -> None:
    """As it goes over the wire."""
    sent = orjson.loads(text_of(read(encode(frame))))

    assert errors(f"server.{type_}", sent) == []
    assert sent.keys() <= SCHEMAS[f"server.{type_}"]["properties"].keys() | {"id"}


def test_every_frame_that_the_code_makes_has_a_shape_and_an_example() -> None:
    """A new one fails here until it has both; `resync` is sent once there are several nodes."""
    sources = "".join(path.read_text() for path in (ROOT / "chat_app" / "protocol").glob("*.py"))
    made = set(re.findall(r'"type": "([a-z.]+)"', sources))

    assert made | {"resync"} == set(FRAMES)
    assert {type_ for _, type_, _ in CONTRACT} | {"resync"} == set(FRAMES)


@pytest.mark.parametrize(
    ("python", "standard"),
    [(r"^[a-f]\Z", "^[a-f]$"), (r"[\u203c-\U0010ffff]\Z", r"^[\u203c-\u{10ffff}]$"), ("^a", "^a")],
)
def test_patterns_are_written_for_other_readers(python: str, standard: str) -> None:
    """ECMA-262 knows no \\Z, and JSON Schema searches where Python's `match` begins at the start."""
    assert ecma(python) == standard
