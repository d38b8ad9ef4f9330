"""Words that every screen shares, and the one word of each verdict.

A verdict's word is one line at 360 px: at most 6 Chinese characters or 14 Latin ones. The
sentence under it belongs to the room that decides.
"""

from __future__ import annotations

from typing import Final

from app.i18n import Message, Tone

VERDICTS: Final[dict[str, Message]] = {
    "verdict.ok": Message("对", "OK", Tone.OK, 200),
    "verdict.task_done": Message("对", "OK", Tone.OK, 200),
    "verdict.list_done": Message("拣完了", "All picked", Tone.DONE, 200),
    "verdict.parcel_done": Message("包好了", "Parcel done", Tone.DONE, 200),
    "verdict.wrong_bin": Message("库位不对", "Wrong bin", Tone.NO, 200),
    "verdict.wrong_item": Message("拿错了", "Wrong item", Tone.NO, 200),
    "verdict.wrong_tote": Message("箱不对", "Wrong tote", Tone.NO, 200),
    "verdict.unknown_code": Message("不认识", "Unknown code", Tone.NO, 200),
    "verdict.other_order": Message("别人的单", "Other order", Tone.NO, 200),
    "verdict.expired_lot": Message("过期了", "Expired", Tone.NO, 200),
    "verdict.over_quantity": Message("多了 1 件", "One too many", Tone.WARN, 200),
    "verdict.already_done": Message("扫过了", "Already done", Tone.WARN, 200),
    "verdict.bounce": Message("连扫了", "Counted once", Tone.WARN, 200),
    "verdict.ambiguous": Message("再扫一个", "Scan one more", Tone.WARN, 200),
    "verdict.serial_needed": Message("扫序列号", "Scan serial", Tone.WARN, 200),
    "verdict.reassigned": Message("给别人了", "Someone has it", Tone.WARN, 200),
    "verdict.not_claimed": Message("先领任务", "Take it first", Tone.WARN, 200),
    "verdict.intercepted": Message("停！", "Stop", Tone.STOP, 200),
    "verdict.offline": Message("离线", "Offline", Tone.OFF, 200),
    "verdict.server_error": Message("服务器没答上", "No answer yet", Tone.SRV, 503),
    "verdict.changed": Message("改判", "Changed", Tone.NONE, 200),
}

UI: Final[dict[str, Message]] = {
    "ui.wavegate": Message("Wavegate", "Wavegate"),
    # the frame
    "ui.online": Message("在线", "Online"),
    "ui.offline": Message("离线", "Offline"),
    "ui.not_sent": Message("{n} 条未发", "{n} not sent"),
    "ui.offline_carry_on": Message(
        "照常拣货。扫描先存在本机，按顺序补发，每条只发一次。",
        "Carry on picking. Scans are kept on this device and sent once each, in order.",
    ),
    "ui.cut_off": Message("截单", "Cut-off"),
    "ui.cut_off_at": Message("{time} 截单", "Cut-off {time}"),
    "ui.language": Message("语言", "Language"),
    "ui.other_language": Message("EN", "中文"),
    "ui.theme": Message("明暗", "Theme"),
    "ui.theme_bright": Message("屏幕：亮", "Screen: bright"),
    "ui.theme_dark": Message("屏幕：暗", "Screen: dark"),
    "ui.theme_auto": Message("屏幕：自动", "Screen: auto"),
    "ui.sound_on": Message("点一下打开提示音", "Tap to turn sound on"),
    "ui.log_in": Message("登录", "Log in"),
    "ui.log_out": Message("退出", "Log out"),
    "ui.badge": Message("工牌", "Badge"),
    "ui.pin": Message("密码", "PIN"),
    "ui.progress": Message("进度", "Progress"),
    # the scan field
    "ui.scan": Message("扫描", "Scan"),
    "ui.tap_here": Message("点这里继续扫", "Tap here to scan"),
    "ui.show_keyboard": Message("打开键盘", "Show keyboard"),
    "ui.hide_keyboard": Message("收起键盘", "Hide keyboard"),
    # acts
    "ui.short": Message("缺货", "Short"),
    "ui.skip": Message("跳过", "Skip"),
    "ui.more": Message("更多", "More"),
    "ui.undo": Message("撤销", "Undo"),
    "ui.park": Message("先放一边", "Park"),
    "ui.supervisor": Message("找主管", "Supervisor"),
    "ui.confirm": Message("确认", "Confirm"),
    "ui.reprint": Message("补打", "Reprint"),
    "ui.to_start": Message("回到首页", "To the start page"),
    "ui.back": Message("返回", "Back"),
    "ui.cancel": Message("取消", "Cancel"),
    "ui.close": Message("关闭", "Close"),
    "ui.save": Message("保存", "Save"),
    "ui.next": Message("下一个", "Next"),
    "ui.again": Message("再试一次", "Try again"),
    "ui.open": Message("打开", "Open"),
    "ui.print": Message("打印", "Print"),
    "ui.search": Message("查找", "Search"),
    "ui.yes": Message("是", "Yes"),
    "ui.no": Message("否", "No"),
    # things and places
    "ui.bin": Message("库位", "Bin"),
    "ui.tote": Message("周转箱", "Tote"),
    "ui.cart": Message("拣货车", "Cart"),
    "ui.slot": Message("{n} 号格", "Slot {n}"),
    "ui.box": Message("纸箱", "Box"),
    "ui.order": Message("订单", "Order"),
    "ui.parcel": Message("包裹", "Parcel"),
    "ui.wave": Message("波次", "Wave"),
    "ui.bench": Message("包装台", "Bench"),
    "ui.scale": Message("电子秤", "Scale"),
    "ui.printer": Message("打印机", "Printer"),
    "ui.hub": Message("订单中心", "Hub"),
    "ui.level": Message("第 {n} 层", "Level {n}"),
    "ui.ends_in": Message("尾号", "Ends in"),
    "ui.take": Message("拿", "Take"),
    "ui.units": Message("{n} 件", "{n} pcs"),
    "ui.empty": Message("空", "empty"),
    "ui.grams": Message("{n} 克", "{n} g"),
    "ui.expected_grams": Message("应重 {n} 克", "expected {n} g"),
    "ui.this_is": Message("这是", "This is"),
    "ui.need": Message("要的是", "Need"),
    # states
    "ui.works": Message("正常", "working"),
    "ui.broken": Message("不通", "not working"),
    "ui.waiting": Message("待发", "waiting"),
    "ui.done": Message("完成", "done"),
    "ui.enough": Message("够了", "enough"),
    "ui.no_owner": Message("没人管", "no owner"),
    "ui.loading": Message("马上就好", "One moment"),
    "ui.nothing_here": Message("这里还没有东西", "Nothing here yet"),
    "ui.today": Message("今天", "today"),
    "ui.minutes": Message("{n} 分钟", "{n} min"),
    "ui.hours_minutes": Message("{h} 时 {m}", "{h} h {m}"),
    "ui.days_hours": Message("{d} 天 {h} 时", "{d} d {h} h"),
    "ui.seconds": Message("{n} 秒", "{n} s"),
    # trouble that the page itself meets
    "ui.no_network": Message(
        "连不上服务器。看看网络，再试一次。",
        "The server cannot be reached. Check the network, then try again.",
    ),
    "ui.server_trouble": Message(
        "服务器出错了，已记下。再试一次。",
        "The server failed and has noted it. Try again.",
    ),
    "ui.timed_out": Message(
        "服务器太久没回应，再试一次。", "The server took too long. Try again."
    ),
    "ui.needs_script": Message(
        "这个页面要打开 JavaScript 才能用。", "This page needs JavaScript to work."
    ),
}

MESSAGES: Final[dict[str, Message]] = {**VERDICTS, **UI}
