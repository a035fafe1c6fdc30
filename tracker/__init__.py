"""Policy version diff tracker: reads published terms clause by clause and says what changed."""

__version__ = "0.1.0"
