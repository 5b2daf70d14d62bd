"""Fixtures that hand tests real servers; loaded as a pytest plugin."""
