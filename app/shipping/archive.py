"""The label archive: a file is on the disk, whole, before anybody is told of it."""

from __future__ import annotations

import hashlib
import hmac
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from app.core import clock

PROOF_DIGITS = 20
"""Of the code on paper: 80 bits, more than anybody can guess."""


@dataclass(frozen=True)
class Stored:
    """A document in the archive; *path* lies below the data folder."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Drawn:
    """A stored document as the version of a label that it was drawn for.

    Attributes:
        version: of the parcel's label.
        signature: the HMAC over it.
        stored: the PDF that people and the archive see.
        printed: the same label in the printer's language; None where that is the PDF.
    """

    version: int
    signature: str
    stored: Stored
    printed: Stored | None = None


class Archive:
    """Files under ``labels/yyyy/mm/dd`` of the data folder, and the key that signs them."""

    def __init__(self, data_dir: Path, key: bytes) -> None:
        self.data_dir = data_dir
        self._key = key

    def sign(self, parcel_no: str, version: int, content: bytes) -> str:
        """The code that proves a label: over the parcel, what it says, and its version."""
        said = f"{parcel_no}\n{version}\n{hashlib.sha256(content).hexdigest()}".encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()

    def store(self, document: bytes) -> Stored:
        """Write a PDF: temporary name, fsync, rename, fsync of the folder."""
        day = clock.now().strftime("%Y/%m/%d")
        return self._write(f"labels/{day}/{uuid.uuid4().hex}.pdf", document)

    def store_beside(self, stored: Stored, document: bytes, language: str) -> Stored:
        """Write the same label in a printer's language: the PDF's name, another ending."""
        return self._write(f"{stored.path.removesuffix('.pdf')}.{language}", document)

    def _write(self, path: str, document: bytes) -> Stored:
        folder, name = (self.data_dir / path).parent, path.rpartition("/")[2]
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{name}.part"
        with part.open("wb") as file:
            file.write(document)
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / name)
        _sync_folders(folder, self.data_dir)
        return Stored(path, hashlib.sha256(document).hexdigest())

    def read(self, path: str) -> bytes:
        """The bytes of a document."""
        return (self.data_dir / path).read_bytes()

    def forget(self, stored: Stored) -> None:
        """Delete a document that nobody was told of."""
        (self.data_dir / stored.path).unlink(missing_ok=True)


def proof(signature: str) -> str:
    """What stands on the paper of a signature: groups of five, read aloud."""
    digits = signature[:PROOF_DIGITS].upper()
    return "-".join(digits[at : at + 5] for at in range(0, PROOF_DIGITS, 5))


def _sync_folders(folder: Path, top: Path) -> None:
    """A new name survives a power cut once its folder, and a new folder's folder, is synced."""
    if os.name == "nt":
        return  # Windows writes a rename through by itself and opens no folder
    for one in (folder, *folder.parents):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if one == top:
            return
