"""A language → its words. Data, and what loads it."""
