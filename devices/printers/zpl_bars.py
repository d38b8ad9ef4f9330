"""Code 128 as ``^BC`` in mode N draws it: from data that names every symbol itself.

The data begins with a start (``>:`` is B, ``>;`` is C) and changes sets by ``>5`` (to C) and
The data begins with a start (``>:`` is B, ``>;`` is C) and changes sets by ``>5`` (to C) or
and ``~``. Other data, for which a printer chooses symbols, is not drawn here.

Source: ZPL II Programming Guide, P1012728-011, ^BC and its table of invocation codes.
"""

from __future__ import annotations

import re
from typing import Final

from barcode.charsets import code128

_IN_B, _IN_C = re.compile(r">.|[ -~]"), re.compile(r">.|\d\d")
_STARTS: Final = {">:": 104, ">;": 105}
_CHANGES: Final = {">5": 99, ">6": 100}
_SIGNS: Final = {"><": "^", ">0": ">", ">=": "~"}


def modules(data: str) -> str:
    """Return the bars (1) and spaces (0), ``""`` for data that does not name its symbols.

    Raises:
        ValueError: it names a symbol that there is not.
    """
    if data[:2] not in _STARTS:
        return ""
    symbols, at, in_c = [_STARTS[data[:2]]], 2, data.startswith(">;")
    while at < len(data):
        found = (_IN_C if in_c else _IN_B).match(data, at)
        if found is None:
            raise ValueError(f"no symbol for {data[at:]!r}")
        said, at = found[0], found.end()
        if said in _CHANGES:
            symbols.append(_CHANGES[said])
            in_c = said == ">5"
        else:
            symbols.append(int(said) if in_c else ord(_SIGNS.get(said, said)) - 32)
    check = sum(max(place, 1) * symbol for place, symbol in enumerate(symbols)) % 103
    return "".join(code128.CODES[one] for one in (*symbols, check)) + f"{code128.STOP}11"
