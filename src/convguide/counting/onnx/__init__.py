"""ONNX models and their files; loaded when one comes."""
