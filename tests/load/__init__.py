"""How many readers one core serves: nginx, wrk, and what nginx answers: nox -s load."""
