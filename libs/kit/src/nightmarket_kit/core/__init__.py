"""Values that a domain may use: standard library and uuid-utils only, no input or output."""
