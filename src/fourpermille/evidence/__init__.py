"""Evidence: effect sizes, their pooling, and series of long-term trials."""
