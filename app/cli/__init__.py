"""The `wavegate` command. Each command imports what it needs when it runs: help is quick."""

from __future__ import annotations

import atexit
import gc
import io
import sys
from collections.abc import Sequence

import click

from app.cli import (
    agent,
    archive,
    doctor,
    each,
    label,
    operation,
    planning,
    play,
    prove,
    sheet,
    site,
    tools,
)

USAGE = 2
INTERRUPTED = 130
atexit.register(gc.freeze)  # looking through all modules for rubbish at the end takes 0.4 s


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wavegate")
def wavegate() -> None:
    """Wavegate: the server on a warehouse floor."""


for _command in (
    *(operation.serve, operation.worker, agent.agent, operation.migrate),
    *(operation.backup, operation.restore, archive.archive, doctor.doctor),
    *(site.import_file, site.export_file, site.token, site.device, site.audit),
    *(tools.scale, label.label, planning.plan),
    *(play.demo, play.simulate, play.bench, each.each),
):
    wavegate.add_command(_command)

play.bench.add_command(planning.bench_plan)
for _command in (prove.scale_guess, prove.scale_commission):
    tools.scale.add_command(_command)
play.bench.add_command(label.bench_label)
label.label.add_command(sheet.label_sheet)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; a refusal is one sentence and exit code 1, never a traceback.

    Args:
        arguments: instead of the process's own.
    """
    from app.config import SettingError

    _speak_chinese()
    try:
        wavegate(arguments, prog_name="wavegate", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(INTERRUPTED)
    except click.UsageError as error:
        error.show()
        sys.exit(USAGE)
    except click.ClickException as error:
        _refuse(error.format_message())
    except SettingError as error:
        _refuse(str(error))
    except Exception as error:
        from app.cli.sentences import sentence

        if told := sentence(error):
            _refuse(told)
        raise


def _speak_chinese() -> None:
    """Let any output hold any character: UTF-8 into files and pipes, whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _refuse(sentence: str) -> None:
    click.echo(f"wavegate: {sentence}", err=True)
    sys.exit(1)
