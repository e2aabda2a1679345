"""The parts of the Dockerfile model, beyond the conformance examples."""
