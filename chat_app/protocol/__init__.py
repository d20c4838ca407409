"""The WebSocket protocol without I/O: text in, typed requests out, and answers back into whole frames."""
