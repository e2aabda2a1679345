"""The Dockerfile model: from text to the labels of the built image.

It reads as BuildKit's built-in Dockerfile frontend does (0.25 to 0.32), and knows nothing of git,
of rules or of files on disk.
"""
