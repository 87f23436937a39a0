"""Counts: as bars, of a whole model, of one layer."""
