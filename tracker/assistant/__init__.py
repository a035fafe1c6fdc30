"""The record for assistants: read-only tools over the same questions that commands and pages ask."""
