"""Every view against other libraries: `nox -s bench`."""
