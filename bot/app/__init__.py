"""Use cases: lists of steps that talk only to ports."""
