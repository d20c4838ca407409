"""HTTP: the blueprints, the one place that turns errors into problem+json, and the documents made from the schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_cors import CORS
from werkzeug.middleware.proxy_fix import ProxyFix

from chat_app.api import (
    account,
    admin,
    admin_figures,  # noqa: F401 - more routes of admin
    admin_server,  # noqa: F401 - more routes of admin
    auth,
    bodies,
    compression,
    contacts,
    conversations,
    docs,
    factors,
    health,
    join,
    json,
    limits,
    mail_links,
    measure,
    messages,
    passkeys,
    presence,
    problems,
    reports,
    request_ids,
    security,
    server,
    tokens,
    users,
    web,
)
from chat_app.api.documents import ChatApi
from chat_app.config import Settings
from chat_app.services import Services

if TYPE_CHECKING:
    from chat_app.tracing import Tracing

SIGNING_IN = (auth.bp, mail_links.bp, factors.bp, passkeys.bp)
BLUEPRINTS = (*SIGNING_IN, tokens.bp, users.bp, contacts.bp, conversations.bp, join.bp, messages.bp, presence.bp)
GOVERNING = (account.bp, account.downloads, server.bp, admin.bp, reports.bp)


def init_app(app: Flask, settings: Settings, services: Services, tracing: Tracing | None) -> None:
    """Add the whole HTTP side to the application."""
    app.config["MAX_CONTENT_LENGTH"] = settings.body_max_bytes
    app.json = json.OrjsonProvider(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.wsgi_app = bodies.TimedBodies(app.wsgi_app, timeout=settings.body_timeout)  # type: ignore[method-assign]
    request_ids.init_app(app)
    measure.init_app(app)
    if tracing is not None:
        from chat_app.api import traced

        traced.init_app(app, tracing)
    problems.init_app(app)
    compression.init_app(app)
    security.init_app(app, settings)
    CORS(app, origins=settings.cors_origins, supports_credentials=True, resources=r"/api/*")
    limits.init_app(app, settings)
    documents = ChatApi(app)
    for blueprint in BLUEPRINTS + GOVERNING:
        documents.register_blueprint(blueprint, url_prefix=f"/api{blueprint.url_prefix or ''}")
    app.register_blueprint(docs.bp)
    app.register_blueprint(health.bp)
    app.register_blueprint(web.bp)
