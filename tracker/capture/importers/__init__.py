"""Importers: one file a source, each yielding captures with their provenance and nothing else."""
