"""What Insights says of a project, without a screen: counted article by article and kept, put in
words, drawn, and written as HTML, SVG and CSV."""
