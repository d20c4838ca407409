"""The application for gunicorn and the flask command; gunicorn.conf.py has patched gevent in by then."""

from chat_app import create_app

app = create_app()
