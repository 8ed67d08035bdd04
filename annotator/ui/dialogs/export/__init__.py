"""The dialog that writes a dataset: the formats, what goes out, and a look at what comes of it."""
