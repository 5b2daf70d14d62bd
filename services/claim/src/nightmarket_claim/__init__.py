"""Claims: "+1" comments, taken in the order of the room's log."""
