"""Why a label is refused. Each error has a stable code, the field and the facts for a message.

LabelError
├── LabelInvalidError   label.invalid      the data is not a label
├── UnprintableError    label.unprintable  a character that no font here can draw
├── TooLongError        label.too_long     it does not fit, even at the smallest readable size
├── NoFontError         label.no_font      this machine has no Chinese TrueType font
└── LabelMismatchError  label.mismatch     decoded again, the label says something else: a bug
"""

from typing import ClassVar


class LabelError(ValueError):
    """A label that must not leave.

    Attributes:
        field: the field of parcel.json to blame, dotted; empty for the label as a whole.
        detail: what is wrong, in English; the codes carry the texts of other languages.
    """

    code: ClassVar[str] = "label.invalid"

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}" if field else detail)
        self.field = field
        self.detail = detail


class LabelInvalidError(LabelError):
    """The data is not a label: a field is missing, of the wrong type or out of range."""


class UnprintableError(LabelError):
    """A field holds characters that no font on this machine has; they are named, not boxed."""

    code: ClassVar[str] = "label.unprintable"

    def __init__(self, field: str, characters: list[str]) -> None:
        named = ", ".join(f"{char} (U+{ord(char):04X})" for char in characters)
        super().__init__(field, f"no font can print {named}; enter a printable spelling")
        self.characters = characters


class TooLongError(LabelError):
    """A text or code that does not fit its place at the smallest readable size."""

    code: ClassVar[str] = "label.too_long"


class NoFontError(LabelError):
    """No Chinese TrueType font was found on this machine."""

    code: ClassVar[str] = "label.no_font"

    def __init__(self) -> None:
        super().__init__(
            "",
            "no Chinese TrueType font found; on Debian or Ubuntu run: "
            "apt-get install -y fonts-wqy-microhei fonts-wqy-zenhei",
        )


class LabelMismatchError(LabelError):
    """The finished label, decoded again, does not say what it must: it never leaves."""

    code: ClassVar[str] = "label.mismatch"
