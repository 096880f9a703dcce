"""The command line: words to the front door and its answers back; no science here."""
