"""Sections of two readings → pairs."""
