"""Names that nobody may sign up with: those that people take for the server's own."""

from __future__ import annotations

import re

from chat_app.errors import InvalidInput
from chat_app.store.folding import skeleton

RESERVED = frozenset(
    """
    abuse admin administrator all announcement anonymous api bot channel chat deleted everyone help here hostmaster info
    mail mailer-daemon me mod moderator moderators news nobody noreply no-reply notifications null official operator
    owner postmaster privacy root security server service staff status support sysadmin system team undefined unknown
    user webmaster www
    """.split()
)


def check_free(username: str) -> None:
    """Refuse a reserved name, whatever it is dressed as: `Admin_`, `adm1n`, `a.d.m.i.n`.

    The command line makes such accounts for who runs the server.

    Raises:
        InvalidInput: it is one.
    """
    if _bare(username) in _BARE:
        raise InvalidInput(errors={"username": ["Reserved for who runs this server."]})


def _bare(username: str) -> str:
    # A 1 looks like an l and is meant as an i.
    return re.sub(r"[._-]", "", skeleton(username)).replace("i", "l")


_BARE = frozenset(map(_bare, RESERVED))
