"""The `copytaster` command: the only place that imports both the service and the workers.

The environment is read here and nowhere else.
"""
