"""Many finished PDFs as one: each page is the very page that was drawn, and checked, alone."""

from __future__ import annotations

import io
import threading
from typing import Any, Self


class Binder:
    """Takes documents one after the other; :meth:`whole` gives the one they make."""

    def __init__(self) -> None:
        import pypdfium2

        # pdfium may be used by one thread at a time
        self._one_at_a_time = vars(pypdfium2).setdefault("one_at_a_time", threading.Lock())
        self._open = pypdfium2.PdfDocument
        with self._one_at_a_time:
            self._bound: Any = self._open.new()

    def add(self, document: bytes) -> None:
        """Put the pages of a PDF behind those that are there."""
        with self._one_at_a_time:
            source = self._open(document)
            try:
                self._bound.import_pages(source)
            finally:
                source.close()

    def whole(self) -> bytes:
        """Everything that was added, as one PDF."""
        out = io.BytesIO()
        with self._one_at_a_time:
            self._bound.save(out)
        return out.getvalue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._one_at_a_time:
            self._bound.close()
