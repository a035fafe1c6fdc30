"""What commands that ask little cost on a large record: CPU of a process of its own, best of five, beside the bare start.

    python benchmarks/large_record.py FILE
    python benchmarks/large_commands.py FILE

FILE is a record of `large_record.py`, which is written to: give a copy. A configuration that watches all its policies
is made up, and everything counts as seen (`log` was read once to its end) and as looked at just now.
"""
