"""Markdown and plain text → blocks."""
