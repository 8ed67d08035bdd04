"""Review: where annotators differ."""
