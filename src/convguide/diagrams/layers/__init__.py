"""Pictures of a whole layer: planes, kernels, connections, volumes."""
