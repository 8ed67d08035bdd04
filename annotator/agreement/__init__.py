"""How far annotators agree: pure functions over plain values. NumPy and SciPy live here alone."""
