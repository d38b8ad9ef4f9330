"""Label printers: send one job and say what is known about it; virtual printers for demo."""

from devices.printers.address import is_url
from devices.printers.result import PrinterStatus, SendResult
from devices.printers.transport import send, status

__all__ = ["PrinterStatus", "SendResult", "is_url", "send", "status"]
