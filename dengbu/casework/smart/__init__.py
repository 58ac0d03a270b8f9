"""智能审批: what waits for the whitelist, its facts, its switches, and rule sets in shadow."""
