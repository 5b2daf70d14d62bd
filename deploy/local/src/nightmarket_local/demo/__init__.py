"""`nightmarket demo`: a live show, a crowd that talks and buys, and proof that it all added up."""
