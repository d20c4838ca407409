"""The two commands as a person meets them: real processes, a real terminal, real failures."""
