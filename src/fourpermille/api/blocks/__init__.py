"""Grids answered block by block: bounded memory, a journal, and a result that can be resumed."""
