"""What a fact-check is. Pure Python: no Qt, no SQL, no files."""
