"""Does the chat keep its promises while things break? Simulated people, faults on a schedule, and a checker.

`history` is what was recorded, `laws` and `checker` judge it without knowing the server, `clients` are the people,
`nemesis` the faults, `lies` a proxy that breaks the promises on purpose, `run` brings them together. The checker needs
only a history: record one of your own server (one JSON object a line, see `history`) and let it be judged with
`python -m tests.reliability --check FILE`.
"""
