"""Build definitions: which files build an image, which labels they set, and what they publish."""
