"""Models of Keras, on any of its backends; loaded when one comes."""
