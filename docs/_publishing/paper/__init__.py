"""The whole book on paper: its built pages joined, unfolded, and printed to a PDF."""
