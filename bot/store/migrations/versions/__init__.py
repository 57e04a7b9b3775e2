"""One revision per file; the highest number is the schema this program works with."""
