"""The pipeline for one policy: take in captures -> read -> screen -> judge -> compare -> record -> tell.

A joint, where rooms meet. Nothing here knows HTML, SQL or mail; `now` is passed in.
"""
