"""Benchmarks: each prints one table of ratios, both sides measured in one run."""
