"""What every test stands on: no network, fixed seeds, shared data where present."""
