"""A folder for Hugging Face: Parquet, a dataset card and Croissant metadata."""
