"""The server process: one on SQLite, as many as wanted on PostgreSQL."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys
from typing import Any

from flask import Flask
from typing_extensions import override

from app import config
from app.core import schema
from app.core.address import refuse_taken
from app.core.lock import only_one
from app.onecore import stay_on_one_core
from app.sockets import install_socket, start_news
from app.web import create_app
from app.worker import Worker

THREADS = 128
"""Sockets (one thread each) plus 16 for requests: 112 boards and PDAs on one process."""


def make_server_app(
    settings: config.Settings, *, work: bool, start: bytes | None = None
) -> Flask:
    """The app as a server runs it: with the socket, the news and, on *work*, the loop."""
    _share_arenas()
    if settings.sqlite_path is not None:
        stay_on_one_core()
    app = create_app(settings, start)
    socket = install_socket(app)
    start_news(app, socket)
    if work:
        Worker(app).start()
    gc.freeze()  # what the program consists of is not looked through again
    return app


def _share_arenas() -> None:
    """Let all threads share two malloc arenas.

    glibc gives each of the many threads one of its own otherwise, and a label's transient
    megabytes stay behind in every one of them.
    """
    if sys.platform == "linux":
        arena_max = -8  # M_ARENA_MAX of <malloc.h>
        with contextlib.suppress(AttributeError, OSError):  # another libc
            ctypes.CDLL(None).mallopt(arena_max, 2)


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
            return make_server_app(settings, work=work, start=start)

    Server().run()


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
