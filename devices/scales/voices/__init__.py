"""How virtual scales speak: the real bytes of each protocol, commands and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from devices.scales.pan import Pan
from devices.scales.voices.mt_sics import MtSicsVoice
from devices.scales.voices.toledo_continuous import ToledoVoice
from devices.scales.voices.voice import Voice

__all__ = ["VOICES", "Voice"]

VOICES: Final[dict[str, Callable[[Pan, dict[str, str]], Voice]]] = {
    "mt-sics": MtSicsVoice,
    "toledo-continuous": ToledoVoice,
}
"""The voice of a virtual scale by the name of its protocol."""
