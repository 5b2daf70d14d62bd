"""Channels, shows, ingest credentials, listings and pins, recordings."""
