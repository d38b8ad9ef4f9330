"""The voice of Toledo continuous output."""

from __future__ import annotations

from decimal import Decimal

from devices.scales.pan import Pan, Shown
from devices.scales.toledo_continuous import CR, STX, check_byte
from devices.scales.voices.voice import STREAM_S, in_unit


class ToledoVoice:
    """Toledo continuous: a frame every 50 ms; hears Z (zero), T (tare) and C (clear tare)."""

    def __init__(self, pan: Pan, options: dict[str, str]) -> None:
        self._pan = pan
        self._checksum = options.get("checksum") == "on"
        self._inverted = options.get("motion") == "inverted"
        self._next_at = float("-inf")

    busy = True

    def hear(self, data: bytes, now: float) -> list[bytes]:
        """Obey single letters; everything else is passed over, as indicators do."""
        for letter in data:
            if letter == ord("Z"):
                self._pan.set_zero(now)
            elif letter == ord("T"):
                self._pan.set_tare(now)
            elif letter == ord("C"):
                self._pan.clear_tare()
        return []

    def speak(self, now: float) -> list[bytes]:
        """Return the next frame when it is due."""
        if now < self._next_at:
            return []
        self._next_at = now + STREAM_S
        return [self._frame(self._pan.shown(now))]

    def _frame(self, shown: Shown) -> bytes:
        self._pan.count_zero(shown)
        value = in_unit(shown.grams, shown.unit, self._pan.division_g)
        tare = in_unit(self._pan.tare_g, shown.unit, self._pan.division_g)
        places = max(0, -int(value.as_tuple().exponent))
        status = bytes([0x28 | places + 2, self._status_b(shown), self._status_c(shown.unit)])
        digits = f"{_digits(value, places)}{_digits(tare, places)}".encode()
        frame = bytes([STX]) + status + digits + bytes([CR])
        return frame + bytes([check_byte(frame)]) if self._checksum else frame

    def _status_b(self, shown: Shown) -> int:
        moving = (not shown.stable) is not self._inverted
        return (
            0x20 | shown.net | (shown.grams < 0) << 1 | bool(shown.range) << 2
            | moving << 3 | (shown.unit == "kg") << 4
        )

    def _status_c(self, unit: str) -> int:
        return 0x20 | {"g": 1, "t": 2, "oz": 3}.get(unit, 0)


def _digits(value: Decimal, places: int) -> str:
    return f"{int(abs(value).scaleb(places)) % 1_000_000:06d}"
