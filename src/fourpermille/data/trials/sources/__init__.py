"""Sources of trials: one file each, which brings its tables to common columns."""
