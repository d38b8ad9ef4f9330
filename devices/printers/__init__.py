"""Label printers: send one job and say what is known about it; virtual printers for demo."""

from devices.printers.transport import PrinterStatus, SendResult, is_url, send, status

__all__ = ["PrinterStatus", "SendResult", "is_url", "send", "status"]
