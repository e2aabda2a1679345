"""What a user must be able to rely on; docs/trust.md says it sentence by sentence."""
