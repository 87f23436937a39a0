"""Pictures of one filter: its kernels, their sum, one output number."""
