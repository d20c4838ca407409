"""The parts alone: no server, no store, no clock that has to be waited for."""
