"""Pictures of a layer as matrices, and of numbers in memory."""
