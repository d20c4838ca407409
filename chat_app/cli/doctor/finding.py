"""What was found of one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is well, a sentence of what was found, and what to do if it is not."""

    what: str
    well: bool
    says: str
    advice: str = ""


def skew(what: str, seconds: float, whose: str) -> Finding:
    """How far another machine's clock is from this one's; `seconds` above 0: it is ahead."""
    far = abs(seconds) > MOST_SKEW
    way = "ahead of" if seconds > 0 else "behind"
    says = (
        f"{whose} clock is {abs(seconds):.1f} s {way} this machine's." if far else f"Within {MOST_SKEW:g} s of {whose}."
    )
    return Finding(what, not far, says, "Let NTP (chrony, systemd-timesyncd) set the clock of every machine.")


MOST_SKEW = 2.0
"""Seconds that the clocks of two machines may differ: tokens, leases and the order of conversations hang on them."""
