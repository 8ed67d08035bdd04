"""The article: its text, and the labels drawn on it."""
