"""Carts: one per user and shop, in Valkey."""
