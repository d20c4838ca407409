"""The application for gunicorn and the flask command; gunicorn.conf.py has patched gevent in by then."""

import sys

from chat_app import create_app
from chat_app.errors import ConfigurationError

try:
    app = create_app()
except ConfigurationError as error:
    sys.exit(f"chat: {error}")  # a bare exception would be shown as a traceback
