"""The commands, one module each, over what they share in `run`."""
