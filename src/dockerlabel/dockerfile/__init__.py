"""Reads a Dockerfile as BuildKit does: text to instructions, stages, and labels of each image.

`parser` reads a document, `image` evaluates what it finds. Both follow BuildKit's built-in
frontend (0.25 to 0.32) and know nothing of git, of rules, or of files on disk.
"""
