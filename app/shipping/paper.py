"""How what a label says becomes a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from app.core import clock
from app.core.errors import Refused
from app.shipping.archive import Archive, proof
from app.shipping.facts import Facts


@dataclass(frozen=True)
class Document:
    """A label as bytes.

    Attributes:
        pdf: for people and the archive.
        signature: its HMAC.
        printed: in the language of the bench's printer; None where that is PDF, and for a
            pre-print, which nobody sticks on.
    """

    pdf: bytes
    signature: str
    printed: bytes | None = None


def draw(
    found: Facts,
    archive: Archive,
    zone: ZoneInfo,
    language: str,
    *,
    mode: str,
    waybill: str | None,
) -> Document:
    """Make the document of a label.

    Args:
        found: from :func:`app.shipping.facts.facts`.
        archive: signs it.
        zone: the site's time zone, in which the label tells the time.
        language: zh or en.
        mode: ``preprint``, ``live`` or ``reprint n``.
        waybill: the number; None on a pre-print.

    Raises:
        Refused: ``label.unprintable``, ``label.too_long``, ``label.no_font``,
            ``label.invalid``, ``label.mismatch``, with the field to blame.
    """
    from labels import Form, LabelError, make, spec

    data, signature = content(found, archive, zone, language, mode=mode, waybill=waybill)
    bench, printed = found.bench, None
    try:
        label = spec.from_data(data)
        masked = found.masked or mode == "preprint"
        form = Form("pdf", bench.label_size, found.printing["dpi"])
        document = make(label, form, masked=masked)
        if bench.language != "pdf" and mode != "preprint":
            form = Form(bench.language, bench.label_size, **found.printing)
            printed = make(label, form, masked=masked)
    except LabelError as error:
        raise Refused(error.code, field=error.field, why=error.detail) from None
    return Document(document, signature, printed)


def content(
    found: Facts,
    archive: Archive,
    zone: ZoneInfo,
    language: str,
    *,
    mode: str,
    waybill: str | None,
) -> tuple[dict[str, Any], str]:
    """What a label says, in the shape of parcel.json, and the HMAC over it; as :func:`draw`."""
    data = found.said | {
        "mode": mode,
        "waybill": waybill or "",
        "printed_at": clock.now().astimezone(zone).isoformat(timespec="seconds"),
        "lang": language,
    }
    said = msgspec.json.encode(data, order="deterministic")
    signature = archive.sign(found.said["parcel_no"], found.version, said)
    if mode == "preprint":
        data["proof"] = proof(signature)
    return data, signature
