"""Sentences and clauses of many policies -> what they rule, what they speak of, and who says the same; pure."""
