"""The pages of an invented video service, for `tracker demo`."""
