"""The rules: their registry, and the cases of fixtures/rules."""
