"""Counting: parameters and multiply-accumulates, factor by factor."""
