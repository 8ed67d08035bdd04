"""What can be read and written: one file a format, both directions in it."""
