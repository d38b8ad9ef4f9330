"""Run by Alembic: connects to the URL that app.core.schema gives."""

from __future__ import annotations

import importlib

from alembic import context

from app.core.db import Base, make_engine

ROOMS = (
    "people",
    "stations",
    "catalog",
    "orders",
    "inventory",
    "waves",
    "picking",
    "sorting",
    "packing",
    "shipping",
    "returns",
)

for room in ROOMS:
    importlib.import_module(f"app.{room}.models")
for kept in ("events", "idempotency", "outbox"):
    importlib.import_module(f"app.core.{kept}")

engine = make_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        user_module_prefix="",
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":  # two starts at once: one migrates
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(770313)")
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()
engine.dispose()
