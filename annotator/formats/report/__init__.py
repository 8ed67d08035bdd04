"""The HTML report: pages for editors and readers, of one file that needs nothing else."""
