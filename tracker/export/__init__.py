"""Answers and facts -> files that others keep and open: one file a kind of export."""
