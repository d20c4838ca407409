"""The flask command, run as an operator would, against the real store."""
