"""Products, variants, prices, stock ledger and reservations."""
