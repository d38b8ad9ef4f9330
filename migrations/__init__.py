"""Alembic migrations: dated names, each tested up, down and with rows in the tables."""
