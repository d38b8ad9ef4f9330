"""Grouping, release, pick lists and tasks; the planner inside is pure."""
