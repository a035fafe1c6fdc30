"""Questions: an open record and what somebody wants to know -> a frozen answer, one file a question.

The answers are words of `tracker.model`. Nothing here parses a command line, prints, writes JSON or reads a
configuration: what depends on one is passed in.
"""
