"""Real servers without containers, for tests and the local fleet only."""
