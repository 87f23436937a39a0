"""Other counters on the same cases: `nox -s peers`."""
