"""Comments: threads at a label or a claim, in Annotate and in Review."""
