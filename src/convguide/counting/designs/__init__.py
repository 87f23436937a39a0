"""What a layer would have cost, had it been designed otherwise."""
