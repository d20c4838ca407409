"""What is kept: the interface in domain terms, and its MongoDB implementation."""
