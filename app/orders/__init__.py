"""The order and its machine, intake rules, holds, intercepts."""
