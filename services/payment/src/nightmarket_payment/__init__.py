"""Payments, attempts and provider notices."""
