"""Photos of returns: checked, drawn anew, archived below DATA_DIR before anything is said.

A picture is decoded and written again as JPEG: what a phone hides in it (place, owner) and
what is no picture at all never reaches the disk.
"""

from __future__ import annotations

import io
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.core.outside import outside
from app.core.vault import Vault
from app.returns import locks
from app.returns.events import PhotoKept, PhotosPurged
from app.returns.models import Return, ReturnPhoto
from app.returns.rules import ReturnState

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose

MOST_PIXELS = 50_000_000
"""A 50 megapixel phone; more is a bomb."""
SIDE_PX = 2048
KINDS = ("JPEG", "PNG", "WEBP")
MOST_PHOTOS = 40
"""Of one return."""
ORIENTATION = 0x0112
"""EXIF's tag for how the camera was held."""
_one_at_a_time = threading.Lock()
"""Decoded, a large picture takes 200 MB for a moment."""


@dataclass(frozen=True)
class Kept:
    """A photo on the disk; ``path`` lies below DATA_DIR."""

    path: str
    sha256: str


def redraw(raw: bytes) -> bytes:
    """Decode a picture, turn it upright, make it at most 2048 px and write it as JPEG.

    Raises:
        Refused: ``returns.photo_missing``, ``returns.photo_unreadable``.
    """
    if not raw:
        raise Refused("returns.photo_missing")
    try:
        with _one_at_a_time:
            return _redrawn(raw)
    except Exception:  # noqa: BLE001  Pillow raises whatever its parsers trip over
        raise Refused("returns.photo_unreadable") from None


def _redrawn(raw: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(raw), formats=KINDS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        turn = _turn(picture)
        small = picture if picture.mode in {"RGB", "RGBA", "CMYK"} else picture.convert("RGB")
        small.thumbnail((SIDE_PX, SIDE_PX))  # first: what comes then copies little
        upright = small.convert("RGB")
        out = io.BytesIO()
        (upright if turn is None else upright.transpose(turn)).save(out, "JPEG", quality=85)
    return out.getvalue()


def _turn(picture: Image) -> Transpose | None:
    """How a picture is turned upright; one whose EXIF is broken stays as it lies."""
    from PIL.Image import Transpose

    turns = (
        Transpose.FLIP_LEFT_RIGHT,
        Transpose.ROTATE_180,
        Transpose.FLIP_TOP_BOTTOM,
        Transpose.TRANSPOSE,
        Transpose.ROTATE_270,
        Transpose.TRANSVERSE,
        Transpose.ROTATE_90,
    )
    try:
        said = int(picture.getexif().get(ORIENTATION) or 1)
    except Exception:  # noqa: BLE001  as above: a good picture is not lost for it
        return None
    return dict(enumerate(turns, start=2)).get(said)


def keep(vault: Vault, jpeg: bytes) -> Kept:
    """Keep a photo, locked; it is on the disk for good before this returns."""
    outside("photo archive")
    path = f"photos/{clock.now():%Y/%m/%d}/{secrets.token_hex(12)}.jpg"
    return Kept(path, vault.write(path, jpeg))


def attach(
    session: Session, actor: Actor, number: str, unit_id: str | None, kept: Kept
) -> tuple[int, bool]:
    """Attach an archived photo to a return or to one of its units.

    Returns:
        Its key, and False when the same picture was there already.

    Raises:
        Refused: ``returns.unknown``, ``returns.unknown_unit``, ``returns.too_many_photos``.
    """
    row = locks.return_by_number(session, actor.warehouse_id, number)
    unit = locks.unit(session, row, unit_id) if unit_id else None
    there = session.scalars(sa.select(ReturnPhoto).where(ReturnPhoto.return_id == row.id)).all()
    for photo in there:
        if photo.sha256 == kept.sha256:
            return photo.id, False
    if len(there) >= MOST_PHOTOS:
        raise Refused("returns.too_many_photos", most=MOST_PHOTOS)
    photo = ReturnPhoto(
        return_id=row.id,
        unit_id=unit.id if unit else None,
        path=kept.path,
        sha256=kept.sha256,
        taken_at=clock.now(),
        taken_by=actor.name,
    )
    session.add(photo)
    session.flush()
    fact = PhotoKept(return_no=number, photo=photo.id, unit=photo.unit_id, sha256=kept.sha256)
    record(session, actor, fact, subject=number)
    return photo.id, True


def path_of(session: Session, warehouse_id: int, number: str, photo_id: str) -> str:
    """Where a photo lies, below DATA_DIR.

    Raises:
        Refused: ``returns.photo_unknown``.
    """
    digits = photo_id.isascii() and photo_id.isdigit() and len(photo_id) < 18
    path = session.scalar(
        sa.select(ReturnPhoto.path)
        .join(Return, Return.id == ReturnPhoto.return_id)
        .where(
            Return.warehouse_id == warehouse_id,
            Return.number == number,
            ReturnPhoto.id == (int(photo_id) if digits else 0),
        )
    )
    if path is None:
        raise Refused("returns.photo_unknown", photo=photo_id)
    return path


def due(
    session: Session, warehouse_id: int, before: datetime, limit: int
) -> dict[int, list[str]]:
    """Files of closed returns' photos taken before a moment, by the key of the return."""
    rows = session.execute(
        sa.select(ReturnPhoto.return_id, ReturnPhoto.path)
        .join(Return, Return.id == ReturnPhoto.return_id)
        .where(Return.warehouse_id == warehouse_id, Return.state == ReturnState.CLOSED)
        .where(ReturnPhoto.purged_at.is_(None), ReturnPhoto.taken_at < before)
        .order_by(ReturnPhoto.return_id)
        .limit(limit)
    )
    found: dict[int, list[str]] = {}
    for return_id, path in rows:
        found.setdefault(return_id, []).append(path)
    return found


def kept_in(session: Session, folder: str) -> list[str]:
    """The photos of a day's folder that are still needed."""
    below = ReturnPhoto.path.startswith(f"{folder}/")
    query = sa.select(ReturnPhoto.path).where(below, ReturnPhoto.purged_at.is_(None))
    return list(session.scalars(query))


def forget(session: Session, actor: Actor, return_id: int, paths: Sequence[str]) -> None:
    """Note that the files of a return's photos were deleted."""
    rows = session.scalars(
        sa.select(ReturnPhoto).where(
            ReturnPhoto.return_id == return_id,
            ReturnPhoto.path.in_(paths),
            ReturnPhoto.purged_at.is_(None),
        )
    ).all()
    for row in rows:
        row.purged_at = clock.now()
    if rows:
        number = session.get_one(Return, return_id).number
        fact = PhotosPurged(return_no=number, photos=len(rows))
        record(session, actor, fact, subject=number)
