"""How virtual scales speak: the real bytes of each protocol, commands and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from devices.scales.pan import Pan
from devices.scales.voices import cas, nci, st_gs, toledo_8217
from devices.scales.voices.mt_sics import MtSicsVoice
from devices.scales.voices.toledo_continuous import ToledoVoice
from devices.scales.voices.voice import Voice

__all__ = ["VOICES", "Voice"]

VOICES: Final[dict[str, Callable[[Pan, dict[str, str]], Voice]]] = {
    "mt-sics": MtSicsVoice,
    "toledo-8217": toledo_8217.SPEECH.voice,
    "toledo-continuous": ToledoVoice,
    "and": st_gs.AND.voice,
    "st-gs": st_gs.ST_GS.voice,
    "cas-22": cas.CAS22.voice,
    "cas-pd2": cas.PD2.voice,
    "cas-ap1": cas.AP1.voice,
    "nci": nci.SPEECH.voice,
}
"""The voice of a virtual scale by the name of its protocol."""
