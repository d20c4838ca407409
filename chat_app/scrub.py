"""What may be told of what went wrong: where and of what kind, and never what people wrote or keep secret.

An exception's words can hold anything: a key that was looked up, the document that a database refused, the file that a
secret link opens. So they are told of those alone whose words are ours or the interpreter's.
"""

from __future__ import annotations

import re
import traceback

from chat_app.errors import ChatError

HARMLESS = (AttributeError, ImportError, ModuleNotFoundError, NameError, RecursionError, RuntimeError, TypeError,
            UnboundLocalError, ZeroDivisionError)  # fmt: skip
"""Exactly these, none of their subclasses: their words are names of the program's own."""
SECRETS = re.compile(
    r"(?P<before>/(?:exports|join)/|[?&](?:access_)?token=|\bbearer |://[^\s/@:]*:(?=[^\s/@]+@))(?!<)[^\s\"'/@&]+"
    r"|chat_pat_[\w-]+"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]+",
    re.IGNORECASE,
)
"""Links that are keys, bearer tokens of either kind, the password in a URL."""
HIDDEN = "[hidden]"
CAUSED = "\nThe above exception was the direct cause of the following exception:\n\n"
MEANWHILE = "\nDuring handling of the above exception, another exception occurred:\n\n"


def mask(text: str) -> str:
    """The text without what looks like a secret: for what others log, and for what we did not think of."""
    return SECRETS.sub(lambda found: (found["before"] or "") + HIDDEN, text)


def words(error: BaseException) -> str:
    """What the exception says, as far as that may be told; empty where it may not."""
    if isinstance(error, ChatError) or type(error) in HARMLESS:
        return mask(str(error))
    if isinstance(error, OSError) and error.strerror:
        return f"[Errno {error.errno}] {error.strerror}"  # without the file's name
    code = getattr(error, "code", None)
    return f"code {code}" if isinstance(code, int) else ""


def traceback_of(error: BaseException) -> str:
    """The traceback as Python prints it, causes first; no variables, and no words but those of `words`."""
    cause = error.__cause__
    before = cause if cause is not None or error.__suppress_context__ else error.__context__
    text = traceback_of(before) + (CAUSED if cause is not None else MEANWHILE) if before is not None else ""
    places = "".join(traceback.format_tb(error.__traceback__))
    said = words(error)
    return f"{text}Traceback (most recent call last):\n{places}{kind(error)}{f': {said}' if said else ''}\n"


def kind(error: BaseException) -> str:
    """The name of its class, with its module."""
    cls = type(error)
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"
