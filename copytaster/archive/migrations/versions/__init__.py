"""Alembic's scripts, run by `copytaster.archive.migrate`."""
