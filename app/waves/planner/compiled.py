"""Compile the planner's hot loops once, and load them in a fifth of a second afterwards.

A kernel is a plain function over flat arrays. numba turns it into machine code; the code is
kept as one file that llvmlite alone can load, for importing numba takes most of a second and
compiling several. Where neither is installed, or nothing has been built yet, the very same
functions run as Python and give the same answers, slower.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
import tempfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from time import monotonic
from types import FunctionType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from app.waves.planner import machine_code

if TYPE_CHECKING:
    Ints = array[int]
    Floats = array[float]
else:
    Ints = Floats = array

P = ParamSpec("P")
R = TypeVar("R")

_KERNELS: list[Callable[..., Any]] = []
_ENTRIES: dict[str, list[Callable[..., Any]]] = {}
_LOADED: dict[Callable[..., Any], Callable[..., Any]] = {}
_LOOK_EVERY_S = 0.2
_missed_at: dict[str, float] = {}
_PLAIN: ContextVar[bool] = ContextVar("plain", default=False)


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Mark *function* as one that entries call: whole numbers, floats and flat arrays only.

    A kernel is defined after the kernels it calls.
    """
    _KERNELS.append(function)
    return function


def entry(function: Callable[P, R]) -> Callable[P, R]:
    """Mark *function* as a kernel that Python calls, through `best`."""
    _ENTRIES.setdefault(function.__module__, []).append(function)
    return kernel(function)


def ints(size: int) -> Ints:
    """*size* zeroes."""
    return array("q", bytes(8 * size))


def floats(size: int) -> Floats:
    """*size* zeroes."""
    return array("d", bytes(8 * size))


def best(function: Callable[P, R]) -> Callable[P, R]:
    """The compiled form of an entry where there is one, else the entry itself."""
    if not _PLAIN.get() and (function in _LOADED or _ready(function.__module__)):
        return _LOADED[function]
    return function


@contextmanager
def plain() -> Iterator[None]:
    """Run the entries as Python in here.

    Loading machine code costs a process 100 MB that it never gives back (llvmlite): too much
    for a server that walks a few lists.
    """
    token = _PLAIN.set(True)
    try:
        yield
    finally:
        _PLAIN.reset(token)


def ready(*modules: str) -> bool:
    """Whether the compiled entries of *modules* (of all that are imported) are at hand."""
    return all(_ready(module) for module in modules or _ENTRIES)


def _ready(module: str) -> bool:
    if _ENTRIES[module][0] in _LOADED:
        return True
    now = monotonic()
    if now - _missed_at.get(module, -_LOOK_EVERY_S) < _LOOK_EVERY_S:
        return False
    found = next((path for path in _places(module) if path.is_file()), None)
    if found is None:
        _missed_at[module] = now
        return False
    # All at once: another thread may look for one of them meanwhile.
    _LOADED.update(machine_code.load_entries(_ENTRIES[module], found.read_bytes()))
    return True


def build(*modules: str) -> bool:
    """Compile the entries of *modules* (of all kernels there are) and keep the code.

    It takes some seconds a module; several processes may do it at once.

    Returns:
        False where it cannot be done: no numba, or nowhere to write.
    """
    for module in modules or _all_modules():
        importlib.import_module(module)
        _missed_at.pop(module, None)
        if module not in _ENTRIES or _ready(module):
            continue
        try:
            code = machine_code.compile_entries(_called(module), _ENTRIES[module])
        except ImportError:
            return False
        if not any(_keep(code, path) for path in _places(module)):
            return False
        _missed_at.pop(module, None)
    return ready(*modules)


def _all_modules() -> list[str]:
    package = __name__.rpartition(".")[0]
    return [
        f"{package}.{path.stem}" for path in sorted(Path(__file__).parent.glob("*_kernels.py"))
    ]


def _keep(code: bytes, path: Path) -> bool:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(code)
        fresh.replace(path)
    except OSError:
        return False
    return True


def _places(module: str) -> Iterator[Path]:
    """Where the code may lie: beside the source, at home, else in a folder only we own."""
    name = _name(module)
    if not name:
        return
    yield Path(__file__).parent / "__pycache__" / name
    yield Path("~/.cache/wavegate").expanduser() / name
    private = Path(tempfile.gettempdir()) / f"wavegate-{_uid()}"
    # Machine code is run: a folder that somebody else may write to is none of ours.
    if not private.exists() or (
        private.stat().st_uid == _uid() and not private.stat().st_mode & 0o022
    ):
        yield private / name


def _uid() -> int:
    return os.getuid() if sys.platform != "win32" else 0


@cache
def _name(module: str) -> str:
    """A name that changes with the source, the compiler and the processor; "" without one."""
    try:
        made_for = machine_code.processor()
    except ImportError:
        return ""
    told = hashlib.sha256()
    called = _called(module)
    sources = {Path(function.__code__.co_filename) for function in called}
    told.update(repr([_numbers(function) for function in called]).encode())
    for source in (Path(__file__), Path(machine_code.__file__), *sorted(sources)):
        told.update(source.read_bytes())
    told.update(made_for.encode())
    return f"{module.rpartition('.')[2]}-{told.hexdigest()[:24]}.code"


def _numbers(function: FunctionType) -> dict[str, int | float]:
    """The constants that *function* uses, wherever they are defined."""
    known = function.__globals__
    names = sorted(name for name in function.__code__.co_names if name in known)
    return {name: known[name] for name in names if isinstance(known[name], int | float)}


def _called(module: str) -> list[FunctionType]:
    """The kernels that the entries of *module* need, callees first."""
    needed: set[FunctionType] = set()
    waiting = [function for function in _ENTRIES[module] if isinstance(function, FunctionType)]
    while waiting:
        function = waiting.pop()
        if function not in needed:
            needed.add(function)
            waiting += [
                value
                for name in function.__code__.co_names
                if (value := function.__globals__.get(name)) in _KERNELS
            ]
    return [function for function in _KERNELS if function in needed]
