"""Compile the planner's hot loops once, and load them in a fifth of a second afterwards.

A kernel is a plain function over flat arrays. numba turns it into machine code; the code is
kept as one file that llvmlite alone can load, for importing numba takes most of a second and
compiling several. Where neither is installed, or nothing has been built yet, the very same
functions run as Python and give the same answers, slower.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import json
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
_LIBC = {"exp", "log", "memset", "memcpy", "memmove"}
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
    _load(module, found)
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
            code = _compile(module)
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
        llvm = importlib.import_module("llvmlite.binding")
    except ImportError:
        return ""
    told = hashlib.sha256()
    called = _called(module)
    sources = {Path(function.__code__.co_filename) for function in called}
    told.update(repr([_numbers(function) for function in called]).encode())
    for source in (Path(__file__), *sorted(sources)):
        told.update(source.read_bytes())
    told.update(f"{llvm.llvm_version_info} {sys.version_info}".encode())
    told.update(f"{llvm.get_host_cpu_name()} {_features(llvm)}".encode())
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


def _features(llvm: Any) -> str:
    return str(llvm.get_host_cpu_features().flatten())


def _compile(module: str) -> bytes:
    """A line of JSON with the names of the entries, then their machine code."""
    numba = importlib.import_module("numba")
    llvm = importlib.import_module("llvmlite.binding")
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    names, whole = {}, llvm.parse_assembly("")
    jitted: dict[FunctionType, Any] = {}
    for function in _called(module):
        scope = {
            name: jitted.get(value, value) if isinstance(value, FunctionType) else value
            for name, value in function.__globals__.items()
        }
        bound = FunctionType(function.__code__, scope, function.__name__)
        jitted[function] = numba.njit(error_model="numpy")(bound)
        if function in _ENTRIES[module]:
            made = numba.cfunc(_signature(function, numba.types), error_model="numpy")(bound)
            names[function.__name__] = made.native_name.removeprefix("cfunc.")
            whole.link_in(llvm.parse_assembly(made.inspect_llvm()))
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=_features(llvm),
        opt=3,
        reloc=_relocation(llvm),
        codemodel="jitdefault",
        jit=True,
    )
    _keep_only(whole, set(names.values()), machine, llvm)
    return json.dumps(names).encode() + b"\n" + bytes(machine.emit_object(whole))


def _relocation(llvm: Any) -> str:
    """What numba itself chooses for code that is run where it was made."""
    kind = str(llvm.Target.from_default_triple().name)
    return "static" if kind.startswith("x86") else "default"


def _keep_only(module: Any, names: set[str], machine: Any, llvm: Any) -> None:
    """Drop numba's wrappers: they call into numba, which will not be there."""
    for function in module.functions:
        if not function.is_declaration and function.name not in names:
            function.linkage = llvm.Linkage.internal
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    options = llvm.create_pipeline_tuning_options()
    passes.run(module, llvm.create_pass_builder(machine, options))
    foreign = {f.name for f in module.functions if f.is_declaration and f.name not in _LIBC}
    unknown = sorted(name for name in foreign if not name.startswith("llvm."))
    if unknown:
        raise RuntimeError(f"the kernels call {unknown}")


def _signature(function: Callable[..., Any], types: Any) -> Any:
    kinds = {
        "Ints": types.CPointer(types.int64),
        "Floats": types.CPointer(types.float64),
        "int": types.int64,
        "float": types.float64,
    }
    told = dict(function.__annotations__)
    result = kinds[told.pop("return")]
    return result(*(kinds[kind] for kind in told.values()))


def _load(module: str, path: Path) -> None:
    llvm = importlib.import_module("llvmlite.binding")
    names, _, code = path.read_bytes().partition(b"\n")
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.object_file.ObjectFileRef.from_data(code))
    engine.finalize_object()
    symbols = json.loads(names)
    # All at once: another thread may look for one of them meanwhile.
    _LOADED.update(
        {
            function: _caller(
                function, engine.get_function_address(symbols[function.__name__]), engine
            )
            for function in _ENTRIES[module]
        }
    )


def _caller(function: Callable[..., Any], address: int, engine: Any) -> Callable[..., Any]:
    """A Python function that runs the machine code at *address* (numba's own convention)."""
    told = dict(function.__annotations__)
    result = ctypes.c_double if told.pop("return") == "float" else ctypes.c_longlong
    kinds: list[Any] = [
        {"int": ctypes.c_longlong, "float": ctypes.c_double}.get(kind, ctypes.c_void_p)
        for kind in told.values()
    ]
    raw = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, *kinds)(address)

    def call(*arguments: Any) -> Any:
        answer, trouble = result(), ctypes.c_void_p()
        raw(
            ctypes.addressof(answer),
            ctypes.addressof(trouble),
            *[a.buffer_info()[0] if type(a) is array else a for a in arguments],
        )
        return answer.value

    call.__dict__["engine"] = engine  # the code lives as long as its engine
    return call
