"""The scan check in plain SQL, the least that any server must do for one durable scan.

The same six steps for the floor and for the peers: is the scan known, which task, guard and
count, keep the scan, record the event, tell the hub; then commit. No web, no ORM, no rules.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from app.simulation.bench.figures import Figure

TASKS = 200

TABLES = (
    """CREATE TABLE task (
        id INTEGER PRIMARY KEY, code TEXT NOT NULL, quantity INTEGER NOT NULL,
        picked INTEGER NOT NULL)""",
    """CREATE TABLE scan (
        scan_id TEXT PRIMARY KEY, task_id INTEGER NOT NULL, answer TEXT NOT NULL)""",
    "CREATE TABLE event (id {serial} PRIMARY KEY, tag TEXT NOT NULL, body TEXT NOT NULL)",
    """CREATE TABLE outbox (
        id {serial} PRIMARY KEY, stream TEXT NOT NULL, event_id INTEGER NOT NULL)""",
)
KNOWN = "SELECT answer FROM scan WHERE scan_id = {p}"
TASK = "SELECT code, quantity, picked FROM task WHERE id = {p}"
COUNT = "UPDATE task SET picked = picked + 1 WHERE id = {p} AND picked < quantity"
KEEP = "INSERT INTO scan (scan_id, task_id, answer) VALUES ({p}, {p}, {p})"
EVENT = "INSERT INTO event (tag, body) VALUES ({p}, {p}) RETURNING id"
TELL = "INSERT INTO outbox (stream, event_id) VALUES ({p}, {p})"
ANSWER = '{"verdict":"ok"}'
FACT = '{"code":"690123456789","task":1,"person":"WG-0017"}'


def make_sqlite(path: Path) -> sqlite3.Connection:
    """A database as the server keeps its own: WAL, synchronous=FULL."""
    conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("PRAGMA synchronous=FULL")
    for table in TABLES:
        conn.execute(table.format(serial="INTEGER"))
    rows = [(n, "690123456789", 1_000_000_000, 0) for n in range(1, TASKS + 1)]
    conn.executemany("INSERT INTO task VALUES (?, ?, ?, ?)", rows)
    return conn


SQLITE = [sql.format(p="?") for sql in (KNOWN, TASK, COUNT, KEEP, EVENT, TELL)]


def scan_sqlite(conn: sqlite3.Connection, scan_id: str, task_id: int) -> str:
    """One durable scan."""
    known, task, count, keep, event, tell = SQLITE
    conn.execute("BEGIN IMMEDIATE")
    try:
        answer = _scan_sqlite(conn, scan_id, task_id, (known, task, count, keep, event, tell))
    except BaseException:
        conn.execute("ROLLBACK")
        raise
    conn.execute("COMMIT")
    return answer


def _scan_sqlite(
    conn: sqlite3.Connection, scan_id: str, task_id: int, sql: tuple[str, ...]
) -> str:
    known, task, count, keep, event, tell = sql
    if found := conn.execute(known, (scan_id,)).fetchone():
        return str(found[0])
    conn.execute(task, (task_id,)).fetchone()
    if conn.execute(count, (task_id,)).rowcount != 1:
        raise ValueError("over quantity")
    conn.execute(keep, (scan_id, task_id, ANSWER))
    [event_id] = conn.execute(event, ("scan.ok", FACT)).fetchone()
    conn.execute(tell, (f"task:{task_id}", event_id))
    return ANSWER


def floor_sqlite(folder: Path, seconds: float) -> Figure:
    """One thread, no web: as many durable scans as go in *seconds*."""
    conn = make_sqlite(folder / "floor.db")
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        scan_sqlite(conn, f"f{done}", done % TASKS + 1)
        done += 1
    wall = time.perf_counter() - began
    conn.close()
    return Figure("floor: sqlite3 FULL, one thread, no web", done, wall)


POSTGRES = [sql.format(p="%s") for sql in (KNOWN, TASK, COUNT, KEEP, EVENT, TELL)]


def make_postgres(url: str) -> None:
    """The same tables in a PostgreSQL; *url* is a libpq URL."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as conn:
        for name in ("outbox", "event", "scan", "task"):
            conn.execute(f"DROP TABLE IF EXISTS {name}")
        for table in TABLES:
            conn.execute(table.format(serial="SERIAL"))
        conn.execute(
            "INSERT INTO task SELECT n, '690123456789', 1000000000, 0 "
            "FROM generate_series(1, %s::int) n",
            (TASKS,),
        )


def floor_postgres(url: str, seconds: float) -> Figure:
    """One connection, no web: as many durable scans as go in *seconds*."""
    import psycopg

    make_postgres(url)
    known, task, count, keep, event, tell = POSTGRES
    done = 0
    with psycopg.connect(url) as conn:
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            task_id = done % TASKS + 1
            conn.execute(known, (f"f{done}",)).fetchone()
            conn.execute(task, (task_id,)).fetchone()
            conn.execute(count, (task_id,))
            conn.execute(keep, (f"f{done}", task_id, ANSWER))
            row = conn.execute(event, ("scan.ok", FACT)).fetchone()
            assert row is not None
            conn.execute(tell, (f"task:{task_id}", row[0]))
            conn.commit()
            done += 1
        wall = time.perf_counter() - began
    return Figure("floor: psycopg, one connection, no web", done, wall)
