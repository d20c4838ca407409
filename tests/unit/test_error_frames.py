"""What went wrong is told in a frame that the client can match with what it sent."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.errors import ChatError, InvalidInput, NotFound, RateLimited
from chat_app.protocol.errors import CloseCode, error_frame
from tests.unit.test_frames import JSON


def test_an_error_says_its_code_and_a_sentence() -> None:
    """`code` is for programs, `detail` for people."""
    assert error_frame(NotFound("No such message.")) == {
        "type": "error",
        "code": "not_found",
        "detail": "No such message.",
    }


@pytest.mark.parametrize("request_id", ["r-1", "", "r" * 64, 0, -7, 2**53])
def test_an_error_repeats_the_id_and_the_client_id(request_id: str | int) -> None:
    """So the client knows which of its frames was refused."""
    frame = error_frame(NotFound(), {"id": request_id, "client_id": "c-1"})

    assert (frame["id"], frame["client_id"]) == (request_id, "c-1")


@pytest.mark.parametrize("unusable", ["x" * 65, 1.5, True, None, [], {}])
def test_an_error_does_not_repeat_what_no_id_can_be(unusable: Any) -> None:
    """A refused frame can hold anything; a megabyte of it is not sent back."""
    frame = error_frame(NotFound(), {"id": unusable, "client_id": unusable})

    assert not {"id", "client_id"} & frame.keys()


def test_an_error_of_validation_names_the_first_field_and_all_of_them() -> None:
    """`field` for simple clients, `errors` for forms."""
    frame = error_frame(InvalidInput(errors={"content": ["Too long."], "to": ["No id.", "No."]}))

    assert (frame["field"], frame["errors"]) == ("content", {"content": ["Too long."], "to": ["No id.", "No."]})
    assert frame["detail"] == "content: Too long. to: No id. No."


def test_an_error_says_when_to_come_back() -> None:
    """In seconds, and only where it makes sense."""
    assert error_frame(RateLimited(retry_after=0.25))["retry_after"] == 0.25
    assert "retry_after" not in error_frame(RateLimited())


@given(st.dictionaries(st.sampled_from(["id", "client_id", "type"]) | st.text(max_size=5), JSON))
def test_any_frame_can_be_answered(request: dict[str, Any]) -> None:
    """The answer to a refused frame never fails itself."""
    assert orjson.loads(orjson.dumps(error_frame(ChatError(), request)))["code"] == "internal"


def test_close_codes_are_those_that_the_contract_names() -> None:
    """Clients decide by them whether to come back, and whether to sign in first."""
    contract = {1001, 1012, 1008, 1009, 4401, 4408, 4413, 4429, 4400}
    of_the_standard = {1000, 1002, 1007}

    assert {int(code) for code in CloseCode} == contract | of_the_standard
