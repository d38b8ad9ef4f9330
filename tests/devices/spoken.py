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
    """Return what a scale of this protocol says next, asked as its port asks."""
    voice, row = VOICES[name](pan, options), PROTOCOLS[name]
    frames = voice.hear(row.ask, now) + voice.speak(now)
    said = b"".join(frames)
    return b"".join(voice.hear(row.go_on[said], now)) if said in row.go_on else said


def shape(weight_g, unit="g", stable=True, *, net=None, **flags):
    """Return what `decode` says of a reading; what is not named is False."""
    said = {"overload": False, "underload": False, "negative": False, "zero": False, **flags}
    return {"weight_g": weight_g, "unit": unit, "stable": stable, "net": net, **said}
