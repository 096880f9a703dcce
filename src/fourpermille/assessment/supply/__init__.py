"""Supply meets demand: what chosen practices give against what the target asks, and what limits."""
