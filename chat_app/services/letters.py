"""What the letters say. Each with a link names how long it is good for, and what to do if one did not ask for it."""

from __future__ import annotations

from chat_app.mail.letter import Letter, Link
from chat_app.records import User

GOOD_FOR = "The link is good for 30 minutes and works once."


def verify(user: User, url: str) -> Letter:
    """Is this your address?"""
    return Letter(
        user.email,
        "Confirm your e-mail address",
        [
            f"Hello {user.display_name}, please confirm that this is your e-mail address:",
            GOOD_FOR,
            "If you did not sign up, somebody mistyped their address. You need not do anything.",
        ],
        Link("Confirm the address", url),
    )


def reset(user: User, url: str) -> Letter:
    """You forgot your password."""
    return Letter(
        user.email,
        "Set a new password",
        [
            f"Hello {user.display_name} ({user.username}), you can set a new password here:",
            f"{GOOD_FOR} All your devices will be signed out.",
            "If you did not ask for it, ignore this mail: your password stays as it is.",
        ],
        Link("Set a new password", url),
    )


def confirm_change(user: User, address: str, url: str) -> Letter:
    """To the new address: is it yours?"""
    return Letter(
        address,
        "Confirm your new e-mail address",
        [
            f"Hello {user.display_name}, please confirm that {user.username} shall use this address from now on:",
            GOOD_FOR,
            "If you did not ask for it, ignore this mail: nothing is changed.",
        ],
        Link("Use this address", url),
    )


def address_in_use(address: str) -> Letter:
    """To an address that another account has already: the one who asked is not told so."""
    return Letter(
        address,
        "This e-mail address is in use already",
        [
            "Somebody, perhaps you, asked to use this address for another account. It belongs to yours already, and an "
            "address can belong to one account only.",
            "Nothing is changed. If you forgot your password, you can set a new one from the sign-in page.",
        ],
    )


def announce_change(user: User, address: str, url: str) -> Letter:
    """To the old address: somebody is changing it."""
    return Letter(
        user.email,
        "Your e-mail address is being changed",
        [
            f"Hello {user.display_name}, {user.username} shall get the address {address}. If that was not you, stop it "
            "here; it also undoes the change and signs all devices out:",
            GOOD_FOR,
            "Whoever asked for it knows your password, so set a new one after that. If it was you, ignore this mail.",
        ],
        Link("Stop the change", url),
    )


def changed(user: User, what: str) -> Letter:
    """A notice that something about the sign-in was changed; `what` is a sentence."""
    return Letter(
        user.email,
        "Your sign-in was changed",
        [
            f"Hello {user.display_name}: {what}",
            "If that was not you, set a new password from the sign-in page; it signs all devices out.",
        ],
    )
