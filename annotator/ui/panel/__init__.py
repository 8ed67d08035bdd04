"""The side panel: the labels of the article as cards."""
