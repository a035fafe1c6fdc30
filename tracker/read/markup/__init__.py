"""Elements of a document → blocks."""
