"""Who else must know: the interface between the services and the sockets, on this node or on many."""
