"""Prepare what a command needs, then become that command. Started with whatever Python the machine has.

Of the standard library alone, and in words that Python 2.7 can read too: an old one must get as far as the sentence
that tells what is missing. What it prepares, and the options: prepare.py.
"""

import sys

NEEDED = (3, 11)

if sys.version_info < NEEDED:
    sys.stderr.write(
        "chat: needs Python %d.%d or later, and this is %d.%d; name a newer one with PYTHON=, like "
        "`make run PYTHON=python3.12`.\n" % (NEEDED + tuple(sys.version_info[:2]))
    )
    sys.exit(1)

import prepare  # noqa: E402 - not before the version is known

sys.exit(prepare.main(sys.argv[1:]))
