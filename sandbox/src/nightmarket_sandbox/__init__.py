"""Digital twins of the outside systems: LINE Login and ECPay."""
