"""`python -m chat_app`: run the chat until Ctrl-C; see launcher/."""

from __future__ import annotations

import sys

from chat_app.config import load
from chat_app.errors import ChatError
from chat_app.launcher.console import complain
from chat_app.launcher.signals import Signals
from chat_app.launcher.supervisor import Supervisor
from chat_app.launcher.terminal import own_foreground


def main() -> int:
    """The exit code: 0 after an orderly stop, 1 when it could not start."""
    with own_foreground(), Signals() as signals:
        try:
            Supervisor(load(), signals).run()
        except ChatError as error:
            complain(str(error))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
