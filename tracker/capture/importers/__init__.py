"""One file a source: each yields captures with provenance and stops. The file name is the word on the command line."""
