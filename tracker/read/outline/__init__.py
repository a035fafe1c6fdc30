"""Blocks → the tree of sections."""
