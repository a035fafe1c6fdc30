"""Two bodies → which words went and came."""
