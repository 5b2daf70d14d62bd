"""Benchmarks: each a ratio against a named peer or limit of the same run. `make bench`."""
