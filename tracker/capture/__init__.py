"""An address or an archive -> bytes with provenance. Imports only the top modules."""
