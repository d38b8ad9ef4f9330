"""The public benchmark families: each is a special case of what the planner decides.

A family is a module with ``read(text)``, ``solve(instance, …)`` and ``write(solution)``; the
formats are those of the benchmark's own files.
"""
