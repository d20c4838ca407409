"""From one command to a running chat: `python -m chat_app`, which is what `make run` ends in.

One process watches over two children, the embedded store and gunicorn, and starts again what dies:

    supervisor ─► store      only without MONGODB_URI; see store/embedded.py
               └► gunicorn ─► its workers, which serve; see gunicorn.conf.py
"""
