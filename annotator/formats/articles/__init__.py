"""Articles without labels, from the files in which people have them."""
