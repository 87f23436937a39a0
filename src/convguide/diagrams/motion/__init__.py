"""A window that slides: drawings that follow each other, and files of them."""
