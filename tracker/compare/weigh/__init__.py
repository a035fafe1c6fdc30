"""A change → whether it matters, and why."""
