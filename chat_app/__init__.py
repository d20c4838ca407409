"""A self-hosted real-time messaging server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from chat_app.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The application. Two of them can live in one process; nothing is asked of the store before it is needed.

    Raises:
        ConfigurationError: a setting is missing or wrong.
    """
    # Imported here: the launcher needs this package too, and not the 0.4 s that all of these take.
    from flask import Flask

    from chat_app import api, cli, config, logs, metrics, session_tokens, ws
    from chat_app.bus import build_bus
    from chat_app.observers import build_observers
    from chat_app.services import build_services
    from chat_app.store.embedded import uri_or_nowhere
    from chat_app.store.mongo import build_store
    from chat_app.ws.hub import Hub

    settings = settings or config.load()
    logs.init_app(settings)
    metrics.init_app()
    observers = build_observers(settings)
    app = Flask(__name__, static_folder=None)
    hub = Hub()
    store = build_store(uri_or_nowhere(settings), settings.mongodb_database, timeout=settings.store_timeout)
    bus = build_bus(settings.redis_url, hub, observers.tracing)
    services = build_services(settings, store, bus, observers.tracing)
    app.extensions["settings"] = settings
    app.extensions["chat"] = services
    app.extensions["begin"] = lambda: ws.begin(services, hub, observers)
    app.extensions["drain"] = lambda: ws.drain(services, hub, observers, grace=settings.shutdown_grace)
    session_tokens.init_app(app, settings)
    api.init_app(app, settings, services, observers.tracing)
    ws.init_app(app, settings, services, hub, observers.tracing)
    cli.init_app(app)
    return app
