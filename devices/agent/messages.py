"""What the agent's page says, in zh and en."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("zh", "en")

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "title": ("工位助手", "Station agent"),
    "language": ("中文", "English"),
    "server": ("服务器", "Server"),
    "bench": ("工位", "Bench"),
    "scale": ("秤", "Scale"),
    "printer": ("打印机", "Printer"),
    "labels": ("未回报的面单", "Labels not reported yet"),
    "ok": ("正常", "fine"),
    "none": ("没有", "none"),
    "ready": ("就绪", "ready"),
    "unknown": ("它不说状态", "it does not say"),
    "not_yet": ("正在连接", "connecting"),
    "unreachable": ("连不上，正在重试", "not reached, trying again"),
    "token": (
        "服务器不认这台助手，请管理员重新登记",
        "the server does not know this agent; have it enrolled anew",
    ),
    "server_busy": ("服务器出错，正在重试", "the server is in trouble, trying again"),
    "disconnected": ("没有连上，检查电源和线", "not connected; check power and cable"),
    "silent": ("没有读数，检查电源和线", "says nothing; check power and cable"),
    "unstable": ("在晃", "moving"),
    "overload": ("超载，请清空秤盘", "overloaded; clear the pan"),
    "under_zero": ("低于零，请清空秤盘再按归零", "under zero; clear the pan, press zero"),
    "refused": ("拒绝连接，检查是否开机", "refuses the connection; is it on?"),
    "offline": ("不在线，检查电源和网线", "offline; check power and cable"),
    "paper_out": ("没纸了，请装标签纸", "out of paper; load labels"),
    "head_open": ("盖没合上", "the lid is open"),
    "ribbon_out": ("碳带用完了", "out of ribbon"),
    "paused": ("暂停了，请按继续键", "paused; press its pause key"),
    "cutter": ("切刀卡住了", "the cutter is stuck"),
    "too_hot": ("打印头过热，请稍等", "the print head is too hot; wait"),
    "jam": ("卡纸了", "a label is jammed"),
    "error": ("报错", "reports an error"),
}


def word(code: str, lang: str) -> str:
    """A state in words; one that nobody wrote a sentence for says its code."""
    found = MESSAGES.get(code)
    return found[LANGUAGES.index(lang)] if found else code
