"""What one asks of a whole project, without a screen: import, export, search, check."""
