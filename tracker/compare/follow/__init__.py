"""Changes → what follows from others; versions → the life of a clause."""
