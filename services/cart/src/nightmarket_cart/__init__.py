"""Carts: one per person or guest and shop, in Valkey; those of persons also in Postgres."""
