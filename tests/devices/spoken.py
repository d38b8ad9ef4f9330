"""What a virtual scale of each protocol says about its pan: real bytes, without a line."""

from __future__ import annotations

from decimal import Decimal

from devices.scales import PROTOCOLS
from devices.scales.pan import Pan
from devices.scales.voices import VOICES

LATER = 10.0


def pan_with(grams, *, unit="kg", division_g=1, fault="none", **given):
    """Return a pan on which this weight came to rest long ago."""
    pan = Pan(division_g=Decimal(division_g), unit=unit)
    pan.put(Decimal(grams), 0.0)
    pan.fail(fault, given, 0.0)
    return pan


def spoken(name, pan, now=LATER, **options):
    """Return the next frame of a scale of this protocol."""
    voice = VOICES[name](pan, options)
    frames = voice.hear(PROTOCOLS[name].ask, now) + voice.speak(now)
    assert len(frames) == 1
    return frames[0]
