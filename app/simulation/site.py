"""A site run from outside: its settings, its commands, its server process."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx

from app.simulation.errors import SiteError

READY_S = 60.0
"""How long a server may take to answer; the first start migrates the database."""


def free_port() -> int:
    """A TCP port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class Site:
    """A folder, the settings that are added to the environment, and a server's URL.

    Attributes:
        folder: where relative paths of the settings start.
        settings: WAVEGATE_… values that hold beside the environment's own.
        start_file: what the start page of a demo knows; None on a normal site.
        logs: where the processes' output goes; the folder itself when None.
        runs_worker: a background loop of its own is wanted (PostgreSQL).
    """

    folder: Path
    settings: Mapping[str, str]
    url: str
    start_file: Path | None = None
    logs: Path | None = None
    runs_worker: bool = False
    starts: int = 0
    _server: subprocess.Popen[bytes] | None = None
    _worker: subprocess.Popen[bytes] | None = None
    _over: bool = False
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def run(self, *arguments: str) -> dict[str, Any]:
        """Run one command of the site with ``--json`` and return its answer.

        Raises:
            SiteError: with what the command said.
        """
        [answer] = self._answers([*arguments, "--json"]) or [{}]
        return answer

    def run_each(self, *commands: Sequence[str]) -> list[dict[str, Any]]:
        """Run commands one after the other, in one process; the answer of each.

        Raises:
            SiteError: with what the first that failed said.
        """
        lines = [json.dumps([*words, "--json"]) + "\n" for words in commands]
        return self._answers(["each"], "".join(lines))

    def _answers(self, arguments: Sequence[str], told: str = "") -> list[dict[str, Any]]:
        done = subprocess.run(  # noqa: S603  our own command
            [*self._command(), *arguments],
            cwd=self.folder,
            env=self._environment(),
            input=told,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip()[-2000:]
            raise SiteError(f"wavegate {' '.join(arguments)}: {said}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def start(self) -> None:
        """Start the server (and the worker) and wait until it answers.

        Raises:
            SiteError: it does not come up.
        """
        with self._guard:
            self._launch()

    def ensure(self) -> None:
        """Start the server again when it has died; many threads may ask at once.

        Raises:
            SiteError: it does not come up.
        """
        with self._guard:
            died = self._server is not None and self._server.poll() is not None
            if died and not self._over:
                self._launch()

    def kill(self) -> None:
        """SIGKILL the server and all its children: what a power cut leaves."""
        if self._server is not None:
            _end_group(self._server, hard=True)

    def stop(self) -> None:
        """End what was started here, in peace and for good."""
        self._over = True
        with self._guard:
            for process in (self._worker, self._server):
                if process is not None:
                    _end_group(process, hard=False)
            self._server = self._worker = None

    @property
    def pids(self) -> list[int]:
        """The processes started here."""
        return [one.pid for one in (self._server, self._worker) if one is not None]

    def _launch(self) -> None:
        more = ["--start", str(self.start_file)] if self.start_file else []
        log = self._log("serve")
        self._server = self._process(["serve", *more], log)
        until = time.monotonic() + READY_S
        while not self.answers():
            if self._over or self._server.poll() is not None or time.monotonic() > until:
                tail = Path(log.name).read_text("utf-8", "replace")[-1500:].strip()
                raise SiteError(f"the server does not come up: {tail}")
            time.sleep(0.1)
        self.starts += 1
        if self.runs_worker and (self._worker is None or self._worker.poll() is not None):
            self._worker = self._process(["worker"], self._log("worker"))

    def answers(self) -> bool:
        """Tell whether a server is there and can work."""
        with contextlib.suppress(httpx.HTTPError):
            return _asking().get(f"{self.url}/readyz", timeout=5).is_success
        return False

    def _log(self, name: str) -> IO[bytes]:
        folder = self.logs or self.folder
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / f"{name}.log").open("ab")

    def _process(self, arguments: Sequence[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        with log:
            return subprocess.Popen(  # noqa: S603  our own command
                [*self._command(), *arguments],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @staticmethod
    def _command() -> list[str]:
        return [sys.executable, "-m", "app.cli"]

    def _environment(self) -> dict[str, str]:
        return dict(os.environ) | dict(self.settings)  # noqa: TID251  handed on, not read


@functools.cache
def _asking() -> httpx.Client:
    """Made once: reading the certificates takes longer than all else of a question.

    No connection is kept: one that a killed server leaves would look like a server's silence.
    """
    return httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)


def _end_group(process: subprocess.Popen[bytes], *, hard: bool) -> None:
    """End a process and its children, and wait for it."""
    if sys.platform == "win32":
        process.kill() if hard else process.terminate()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL if hard else signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=0 if hard else 8)
        return
    if not hard:
        _end_group(process, hard=True)
    process.wait(timeout=10)
