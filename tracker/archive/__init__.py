"""Model objects <-> one SQLite file. Returns model objects, never rows; knows nothing of reading or comparing."""
