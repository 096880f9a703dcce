"""Pure arithmetic: numbers and arrays in, numbers and arrays out; no labels, files or settings."""
