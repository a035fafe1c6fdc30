"""Two readings -> changes; changes -> lineage. Pure."""
