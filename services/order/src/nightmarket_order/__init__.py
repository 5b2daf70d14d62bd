"""Checkout, orders and their state machine."""
