"""Several nodes, one Redis and one store, each a process of its own."""
