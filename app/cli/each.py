"""Many commands in one process: to start one takes longer than most commands do."""

from __future__ import annotations

import json
import sys

import click


@click.command("each", hidden=True)
@click.pass_context
def each(context: click.Context) -> None:
    """Run the commands on standard input: each line is a JSON list of one command's words."""
    wavegate = context.find_root().command
    for line in sys.stdin:
        wavegate.main(json.loads(line), prog_name="wavegate", standalone_mode=False)
