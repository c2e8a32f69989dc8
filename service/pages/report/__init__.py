"""The page of a report, and of two articles side by side."""
