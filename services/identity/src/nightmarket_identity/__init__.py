"""Users, linked identities, sessions, signing keys, shops and their members."""
