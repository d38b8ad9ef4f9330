"""Settings of a bench's devices that can never work are refused; no device is touched."""

from __future__ import annotations

from collections.abc import Mapping

import devices.printers
from app.core.errors import Refused
from app.stations import agents
from devices.scales import PROTOCOLS, SettingError
from devices.scales.port import check_url
from devices.scales.reading import GRAMS_PER


def check_scale(
    scale_url: str | None,
    protocol: str | None,
    unit: str | None = None,
    options: Mapping[str, str] | None = None,
) -> None:
    """Refuse a scale that can never work; does not touch it.

    Raises:
        Refused: ``station.scale_url``, ``station.unknown_protocol``, ``station.scale_unit``,
            ``station.scale_options``.
    """
    if scale_url is not None and not agents.is_agent(scale_url):
        try:
            check_url(scale_url)
        except SettingError:
            raise Refused("station.scale_url", url=scale_url) from None
    if protocol not in PROTOCOLS and (protocol is not None or scale_url is not None):
        known = ", ".join(PROTOCOLS)
        raise Refused("station.unknown_protocol", protocol=protocol or "", known=known)
    if unit is not None and unit not in GRAMS_PER:
        raise Refused("station.scale_unit", unit=unit, known=", ".join(GRAMS_PER))
    if protocol is not None:
        try:
            PROTOCOLS[protocol].new_parser(options, unit)
        except SettingError:
            known = options_of(protocol)
            raise Refused("station.scale_options", protocol=protocol, known=known) from None


def options_of(protocol: str) -> str:
    """The options of a protocol with their values, ``checksum=on|off; motion=…``."""
    known = PROTOCOLS[protocol].options
    named = (f"{name}={'|'.join(values) or '…'}" for name, values in known.items())
    return "; ".join(named) or "–"


def check_printer(printer_url: str | None) -> None:
    """Refuse a printer that can never work; does not touch it.

    Raises:
        Refused: ``station.printer_url``.
    """
    if printer_url is None or agents.is_agent(printer_url):
        return
    if not devices.printers.is_url(printer_url):
        raise Refused("station.printer_url", url=printer_url)
