"""Alembic's entry: runs the revisions over the connection that ``bot.store.schema`` passes in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
