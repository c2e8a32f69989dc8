"""The page of a story: its timeline, its graph, and what the wire has corrected."""
