"""How virtual scales speak: the real bytes of each protocol, commands and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from devices.scales.pan import Pan
from devices.scales.voices import (
    a12,
    cas,
    dibal,
    generic,
    nci,
    ohaus,
    sbi,
    st_gs,
    toledo_8217,
    yaohua,
)
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
    "ohaus": ohaus.SPEECH.voice,
    "sbi-16": sbi.SBI_16.voice,
    "sbi-22": sbi.SBI_22.voice,
    "yaohua-tf0": yaohua.TF0.voice,
    "yaohua-tf1": yaohua.TF1.voice,
    "yaohua-tf2": yaohua.TF2.voice,
    "yaohua-reversed-trailing": yaohua.REVERSED_TRAILING.voice,
    "yaohua-a12e": a12.A12E.voice,
    "yaohua-a12-lower": a12.A12_LOWER.voice,
    "dibal": dibal.SPEECH.voice,
    "generic": generic.SPEECH.voice,
}
"""The voice of a virtual scale by the name of its protocol."""
