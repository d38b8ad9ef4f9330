"""Kernels as machine code: numba makes it, llvmlite alone loads it again."""

from __future__ import annotations

import ctypes
import importlib
import json
import sys
from array import array
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

_LIBC = {"exp", "log", "memset", "memcpy", "memmove"}


def processor() -> str:
    """What machine code is made for, besides its source: the compiler and the processor.

    Raises:
        ImportError: there is no llvmlite.
    """
    llvm = importlib.import_module("llvmlite.binding")
    version = f"{llvm.llvm_version_info} {sys.version_info}"
    return f"{version} {llvm.get_host_cpu_name()} {_features(llvm)}"


def _features(llvm: Any) -> str:
    return str(llvm.get_host_cpu_features().flatten())


def compile_entries(
    kernels: Sequence[FunctionType], entries: Sequence[Callable[..., Any]]
) -> bytes:
    """A line of JSON with the names of the entries, then their machine code.

    Args:
        kernels: the entries and all that they call, callees first.
        entries: those that Python calls.

    Raises:
        ImportError: there is no numba.
    """
    numba = importlib.import_module("numba")
    llvm = importlib.import_module("llvmlite.binding")
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    names, whole = {}, llvm.parse_assembly("")
    jitted: dict[FunctionType, Any] = {}
    for function in kernels:
        scope = {
            name: jitted.get(value, value) if isinstance(value, FunctionType) else value
            for name, value in function.__globals__.items()
        }
        bound = FunctionType(function.__code__, scope, function.__name__)
        jitted[function] = numba.njit(error_model="numpy")(bound)
        if function in entries:
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


def load_entries(
    entries: Sequence[Callable[..., Any]], stored: bytes
) -> dict[Callable[..., Any], Callable[..., Any]]:
    """The compiled form of each of *entries*, from what `compile_entries` made of them."""
    llvm = importlib.import_module("llvmlite.binding")
    names, _, code = stored.partition(b"\n")
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.object_file.ObjectFileRef.from_data(code))
    engine.finalize_object()
    symbols = json.loads(names)
    return {
        function: _caller(
            function, engine.get_function_address(symbols[function.__name__]), engine
        )
        for function in entries
    }


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
