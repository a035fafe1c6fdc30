"""The clock and the calendar: when each policy is due, and the resident process that looks and tells."""
