"""`python -m app.cli` is `wavegate`."""

from app.cli import main

main()
