"""Files on disk: finding, reading and writing them, and what applies to each."""
