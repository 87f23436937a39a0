"""Published networks as data, and what was published about them."""
