"""A real server over real sockets: one file a noun of the contract, each test a claim about it."""
