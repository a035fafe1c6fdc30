"""A PDF → blocks."""
