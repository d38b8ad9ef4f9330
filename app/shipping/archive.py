"""The label archive: a file is on the disk, whole, before anybody is told of it."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.core import clock
from app.core.errors import Refused
from app.core.vault import LockedError, Vault

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
    """Locked files under ``labels/yyyy/mm/dd``, and the key that signs what they say."""

    def __init__(self, vault: Vault, key: bytes) -> None:
        self.vault = vault
        self._key = key

    def sign(self, parcel_no: str, version: int, content: bytes) -> str:
        """The code that proves a label: over the parcel, what it says, and its version."""
        said = f"{parcel_no}\n{version}\n{hashlib.sha256(content).hexdigest()}".encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()

    def store(self, document: bytes) -> Stored:
        """Keep a PDF: it is on the disk for good before anybody is told of it."""
        return self.store_all([document])[0]

    def store_all(self, documents: Sequence[bytes]) -> list[Stored]:
        """Keep PDFs, as :meth:`store`: all are on the disk when this returns."""
        day = clock.now().strftime("%Y/%m/%d")
        named = [(f"labels/{day}/{uuid.uuid4().hex}.pdf", one) for one in documents]
        hashes = self.vault.write_all(named)
        return [Stored(path, sha) for (path, _), sha in zip(named, hashes, strict=True)]

    def store_beside(self, stored: Stored, document: bytes, language: str) -> Stored:
        """Write the same label in a printer's language: the PDF's name, another ending."""
        path = f"{stored.path.removesuffix('.pdf')}.{language}"
        return Stored(path, self.vault.write(path, document))

    def read(self, path: str) -> bytes:
        """The bytes of a document.

        Raises:
            Refused: ``label.purged``, ``label.damaged``.
        """
        try:
            return self.vault.read(path)
        except FileNotFoundError:
            raise Refused("label.purged") from None
        except LockedError:
            raise Refused("label.damaged") from None

    def forget(self, stored: Stored) -> None:
        """Delete a document that nobody was told of."""
        self.vault.forget(stored.path)


def proof(signature: str) -> str:
    """What stands on the paper of a signature: groups of five, read aloud."""
    digits = signature[:PROOF_DIGITS].upper()
    return "-".join(digits[at : at + 5] for at in range(0, PROOF_DIGITS, 5))
