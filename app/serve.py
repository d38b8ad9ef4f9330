"""The server process: one on SQLite, as many as wanted on PostgreSQL."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

from flask import Flask
from typing_extensions import override

from app import config
from app.core import db, schema
from app.core.address import refuse_taken
from app.core.lock import only_one
from app.onecore import stay_on_one_core
from app.sockets import install_socket, start_news
from app.stations.devices import leave_scales_to_agent
from app.stations.printing import lose_those_of_the_dead
from app.web import create_app
from app.worker import Worker

LARGE_BLOCK = 256 * 1024
"""Bytes; from here on a block is the system's again as soon as it is freed."""
LOOK_S = 0.5
AGAIN_S = 1.0
THREADS = 128
"""Sockets (one thread each) plus 16 for requests: 112 boards and PDAs on one process."""


def make_server_app(
    settings: config.Settings,
    *,
    work: bool,
    start: bytes | None = None,
    one_of_several: bool = False,
) -> Flask:
    """The app as a server runs it: with the socket, the news and, on *work*, the loop."""
    _give_memory_back()
    if one_of_several:
        leave_scales_to_agent()
    if settings.sqlite_path is not None:
        stay_on_one_core()
    app = create_app(settings, start)
    socket = install_socket(app)
    start_news(app, socket)
    if settings.sqlite_path is not None:  # alone: who was printing is dead
        with app.app_context():
            db.in_transaction(lose_those_of_the_dead)
    if work:
        Worker(app).start()
    gc.freeze()  # what the program consists of is not looked through again
    # A scan makes no rubbish that refers to itself, but half a thousand objects: look through
    # the young ones after 100 scans, not after each.
    gc.set_threshold(50_000, 5, 5)
    return app


def _give_memory_back() -> None:
    """Let no thread keep a label's transient megabytes.

    glibc gives each of the many threads an arena of its own otherwise, and once a large block
    was freed it takes such blocks from the arenas instead of from the system.
    """
    if sys.platform == "linux":
        arena_max, mmap_threshold = -8, -3  # M_ARENA_MAX, M_MMAP_THRESHOLD of <malloc.h>
        with contextlib.suppress(AttributeError, OSError):  # another libc
            libc = ctypes.CDLL(None)
            libc.mallopt(arena_max, 2)
            libc.mallopt(mmap_threshold, LARGE_BLOCK)


def serve(settings: config.Settings, *, workers: int, start: bytes | None = None) -> None:
    """Serve until interrupted.

    Args:
        settings: of the site.
        workers: processes; one on SQLite.
        start: the start file of a demo.

    Raises:
        AlreadyRunningError: the data folder is served already.
        AddressTakenError: somebody listens on the address.
        schema.OldSchemaError: the database needs ``wavegate migrate up`` first.
    """
    if settings.sqlite_path is None:
        _open(settings, workers, work=False, start=start)
        return
    with only_one(settings.data_dir):
        _open(settings, 1, work=True, start=start)


def _open(settings: config.Settings, workers: int, *, work: bool, start: bytes | None) -> None:
    refuse_taken(settings.bind)
    schema.ready(settings.database_url)
    _run(settings, workers, work=work, start=start)


def _run(settings: config.Settings, workers: int, *, work: bool, start: bytes | None) -> None:
    if sys.platform == "win32":
        from waitress import serve as serve_plain  # no websocket there: pages poll

        app = make_server_app(settings, work=work, start=start)
        serve_plain(app, host=settings.host, port=settings.port, threads=THREADS)
        return
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        @override
        def load_config(self) -> None:
            for name, value in _gunicorn_options(settings, workers).items():
                self.cfg.set(name, value)

        @override
        def load(self) -> Flask:
            return make_server_app(
                settings, work=work, start=start, one_of_several=workers > 1
            )

    with local_agent() if workers > 1 else contextlib.nullcontext():
        Server().run()


@contextlib.contextmanager
def local_agent() -> Iterator[None]:
    """Have this machine's scales owned by a process beside the servers, anew when it ends."""
    mine, ended = os.getpid(), threading.Event()
    keeper = threading.Thread(target=_keep_agent, args=(ended,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        if os.getpid() == mine:  # each server that was forked comes by here at its end, too
            ended.set()
            keeper.join(10)


def _keep_agent(ended: threading.Event) -> None:
    command = [sys.executable, "-m", "app.cli", "agent", "local"]
    while not ended.is_set():
        with subprocess.Popen(command, stdin=subprocess.PIPE) as agent:  # noqa: S603
            while agent.poll() is None and not ended.wait(LOOK_S):
                pass
            agent.terminate()
        ended.wait(AGAIN_S)


def _gunicorn_options(settings: config.Settings, workers: int) -> dict[str, Any]:
    return {
        "bind": settings.bind,
        "workers": workers,
        "threads": THREADS,
        "worker_class": "app.gthread.LingeringWorker",
        "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: PTH112, S108  heartbeat file, no disk
        "timeout": 60,
        "graceful_timeout": 5,
        "keepalive": 75,
        "loglevel": "warning",
        "control_socket_disable": True,
    }
