"""Benchmarks: each beside the plain alternative, in one process, printing ratios."""
