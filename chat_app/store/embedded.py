"""Where the store is: the one that MONGODB_URI names, or the embedded one, started here if it has to be."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from chat_app.config import Settings
from chat_app.data_dir import DataDir
from chat_app.errors import ConfigurationError
from chat_app.store.secantus import START_TIMEOUT, EmbeddedStore, answers


@contextlib.contextmanager
def embedded_store(settings: Settings) -> Iterator[str]:
    """The address of the store: MONGODB_URI, that of a running `make run`, or of one that runs for this block.

    Raises:
        ConfigurationError: it did not come up, or another process holds DATA_DIR and lets no one in.
    """
    if settings.mongodb_uri is not None:
        yield settings.mongodb_uri.get_secret_value()
        return
    data_dir = DataDir(settings.data_dir)
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        with data_dir.visit():
            if (uri := data_dir.store_uri()) and answers(uri):
                yield uri
                return
        try:
            lock = data_dir.lock()
        except ConfigurationError:
            # Whoever holds it is just starting its store, or has just stopped it.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            break
    with lock:
        store = EmbeddedStore(data_dir, settings.store_program)
        try:
            store.start()
            yield store.uri
        finally:
            data_dir.forget_store()
            data_dir.wait_for_visitors()
            store.stop()


NOWHERE = "mongodb://127.0.0.1:1/?directConnection=true"
"""An address at which nobody answers."""


def uri_or_nowhere(settings: Settings) -> str:
    """The address of the store; where there is none, one that makes every use of it `Unavailable`.

    For the application of a command, which brings its own store or needs none.
    """
    try:
        return resolve_uri(settings)
    except ConfigurationError:
        return NOWHERE


def resolve_uri(settings: Settings) -> str:
    """The address of the store, for a process that another one started: MONGODB_URI, or what stands in DATA_DIR.

    Raises:
        ConfigurationError: neither is there.
    """
    if settings.mongodb_uri is not None:
        return settings.mongodb_uri.get_secret_value()
    uri = DataDir(settings.data_dir).store_uri()
    if uri is None:
        raise ConfigurationError("MONGODB_URI is not set and no embedded store runs: start it with `make run`.")
    return uri
