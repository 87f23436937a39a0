"""Trained filters and photographs as grey images."""
