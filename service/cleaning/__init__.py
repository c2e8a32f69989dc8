"""Cleaning away from the web process: a pool of confined processes, as the web process sees it and as it is inside.

Importing this package imports nothing: the fork server loads `warm` alone, before it forks.
"""
