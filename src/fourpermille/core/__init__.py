"""Vocabulary, parameters, scenarios, provenance and errors: what every other part stands on."""
