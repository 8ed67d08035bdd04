"""Questions and answers beside the window."""
