"""How much the server carries, and what it costs: `python -m tests.bench`."""
