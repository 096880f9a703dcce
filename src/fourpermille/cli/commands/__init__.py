"""One file per command, found by being here.

A command is a module with a function of the same name (``run.py`` holds ``run``), whose parameters
are Typer options and arguments, and ``HELP``, one line marked with ``N_``. Keep the module light:
what a command needs is imported inside its function.
"""
