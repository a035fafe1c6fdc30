"""One file a command of the `tracker` program."""
