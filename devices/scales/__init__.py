"""Scales: protocols as a plain table, one port per scale, virtual scales for tests and demo."""

from __future__ import annotations

from typing import Final

from devices.scales import (
    a12,
    a_and_d,
    cas,
    dibal,
    generic,
    mt_sics,
    nci,
    ohaus,
    sbi,
    st_gs,
    toledo_8217,
    toledo_continuous,
    yaohua,
)
from devices.scales.protocol import Parser, Protocol, SettingError
from devices.scales.reading import Reading, Rejected

__all__ = [
    "PROTOCOLS", "Parser", "Protocol", "Reading", "Rejected", "SettingError", "decode",
    "protocol_named",
]

PROTOCOLS: Final[dict[str, Protocol]] = {
    row.name: row
    for row in (
        mt_sics.PROTOCOL,
        toledo_8217.PROTOCOL,
        toledo_continuous.PROTOCOL,
        a_and_d.PROTOCOL,
        st_gs.PROTOCOL,
        cas.CAS22,
        cas.PD2,
        cas.AP1,
        nci.PROTOCOL,
        ohaus.PROTOCOL,
        sbi.SBI_16,
        sbi.SBI_22,
        yaohua.TF0,
        yaohua.TF1,
        yaohua.TF2,
        yaohua.REVERSED_TRAILING,
        a12.A12E,
        a12.A12_LOWER,
        dibal.PROTOCOL,
        generic.PROTOCOL,
    )
}
"""Every protocol by its public name."""


def protocol_named(name: str) -> Protocol:
    """Return a protocol by its public name.

    Raises:
        SettingError: there is no such protocol; the message names those there are.
    """
    try:
        return PROTOCOLS[name]
    except KeyError:
        known = ", ".join(PROTOCOLS)
        raise SettingError(f"no protocol {name!r}; there are: {known}") from None


def decode(
    protocol: str, frame: bytes, unit: str | None = None, **options: str
) -> dict[str, object]:
    """Read one frame and return it in the shape `wavegate scale decode` prints.

    Args:
        protocol: public name of the protocol.
        frame: the bytes of exactly one frame; the end of a text line may be missing.
        unit: the port's unit, for protocols whose frames name none.
        options: the protocol's options, for instance ``checksum="on"``.

    Raises:
        SettingError: unknown protocol, unit, option or option value.
    """
    row = protocol_named(protocol)
    parser = row.new_parser({**row.frame_options(frame), **options}, unit)
    found = parser.feed(frame) or parser.feed(row.line_end)
    rejected = [one for one in found if isinstance(one, Rejected)]
    readings = [one for one in found if isinstance(one, Reading)]
    if rejected:
        return {"reject": rejected[0].reason}
    if len(readings) != 1:
        return {"reject": "several_frames" if readings else "incomplete"}
    return _as_json(readings[0])


def _as_json(reading: Reading) -> dict[str, object]:
    return {
        "weight_g": None if reading.weight_g is None else float(reading.weight_g),
        "unit": reading.unit,
        "stable": reading.stable,
        "overload": reading.overload,
        "underload": reading.underload,
        "negative": reading.negative,
        "zero": reading.zero,
        "net": reading.net,
    }
