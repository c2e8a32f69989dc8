"""Runs the migrations on the connection, and in the transaction, that `Archive.migrate` hands over."""

from alembic import context

from copytaster.archive.schema import metadata

connection = context.config.attributes["connection"]
if not connection.in_transaction():  # as SQLAlchemy knows it; or Alembic would make one of its own, and end it
    connection.begin()
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
