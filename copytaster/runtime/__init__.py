"""What every process of ours needs, whatever it does: logs, metrics, traces, signs of life, and its ties to its parent.

Nothing in here knows an article.
"""
