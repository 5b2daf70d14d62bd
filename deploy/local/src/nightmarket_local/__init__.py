"""The whole fleet on one machine without containers."""
