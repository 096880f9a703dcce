"""How a model is set up against a trial: one TOML file each, with what the source lacks."""
