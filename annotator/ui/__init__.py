"""The window. The only place where Qt is imported."""
