"""Insights: how far annotators agree."""
