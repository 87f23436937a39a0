"""The built book, opened in a real browser: `pytest tests/browser`."""
