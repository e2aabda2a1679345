"""Source labels: what a value names, and which source is expected."""
