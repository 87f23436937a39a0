"""Which layers have a given number of parameters."""
