"""The desk: what came in; and the queue: what waits."""
