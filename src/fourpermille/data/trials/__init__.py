"""Long-term trials: what was measured, and how a model is set up against it."""
