"""The number of the rules in force. It grows when reading or comparing would give another answer for the same bytes.

`tracker rebuild` derives everything again under it; a derivation remembers the ruleset that made it, so that both
sides of a comparison are always read under the same one.
"""

RULESET = 6
