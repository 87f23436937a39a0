"""Pictures of where a window stands: padding, stride, dilation, sizes."""
