"""`python -m scripts.error_page`: write docs/errors.md, every code that an answer may carry, and what it means."""

from __future__ import annotations

import inspect
import sys

from chat_app import errors
from chat_app.api.problems import FOUND_OUTSIDE
from chat_app.errors import ChatError
from scripts.runner import ROOT

FILE = ROOT / "docs" / "errors.md"
HEAD = """\
# Errors

Every failure over HTTP is `application/problem+json` (RFC 9457) and says, beside `title`, `status` and a `detail` for
people, a `code` that never changes: programs decide by it. `errors` names every wrong field at once, each with its
limit; `request_id` is the answer's `X-Request-ID`, by which the log knows it. Over the socket the same codes come in
`error` frames.

```json
{"type": "about:blank", "title": "Some fields are not valid.", "status": 422, "code": "invalid",
 "detail": "Some fields are not valid.", "request_id": "5f0c9e1ab37d2c44",
 "errors": {"username": ["Must be 3 to 32 letters, digits, _ . or -, beginning with a letter, not ending with . or -."],
            "password": ["Length must be between 8 and 128."]}}
```

Written by `python -m scripts.error_page` from chat_app/errors.py.

| code | status | what it means |
| --- | --- | --- |
"""


def text() -> str:
    """What the file should be."""
    rows = {each.code: (each.status, _sentence(each)) for each in _classes() if each is not errors.ConfigurationError}
    rows |= {code: (status, sentence) for status, (code, sentence) in FOUND_OUTSIDE.items() if code not in rows}
    ordered = sorted(rows.items(), key=lambda row: (row[1][0], row[0]))
    return HEAD + "".join(f"| `{code}` | {status} | {sentence} |\n" for code, (status, sentence) in ordered)


def _classes() -> list[type[ChatError]]:
    return [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, ChatError)]


def _sentence(error: type[ChatError]) -> str:
    if error is ChatError:
        return "A mistake of ours; it is in the log."
    return " ".join((inspect.getdoc(error) or error.title).split("\n\n")[0].split())


def main() -> int:
    FILE.write_text(text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
