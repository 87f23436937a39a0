"""Models of PyTorch: what they learn, and what they cost; loaded when one comes."""
