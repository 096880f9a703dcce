"""The sections of a report, one question each: facts in, finished content out."""
