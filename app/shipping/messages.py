"""What people are told about labels, cages and hand-over."""

from app.i18n import Message, Tone
from app.shipping.words import UI

MESSAGES = {
    "label.too_early": Message(
        "包裹 {parcel_no} 还不能打面单，先做：{missing}",
        "No label for parcel {parcel_no} yet; first: {missing}",
        Tone.NO,
        409,
    ),
    "label.missing.check": Message("扫齐商品并选箱", "scan every item, choose a box"),
    "label.missing.weigh": Message("称重通过", "weigh it inside the band"),
    "label.missing.preprint": Message("预打单", "pre-print"),
    "label.missing.confirm": Message("确认", "confirm"),
    "label.missing.label": Message("出面单", "the label"),
    "label.missing.attach": Message("贴单并回扫", "stick the label on and scan it"),
    "label.after_confirm": Message(
        "包裹 {parcel_no} 已经确认，不能再预打单",
        "Parcel {parcel_no} is confirmed; there is nothing left to pre-print",
        Tone.NO,
        409,
    ),
    "label.void": Message(
        "包裹 {parcel_no} 或它的面单已作废，拿到异常区",
        "Parcel {parcel_no}, or this label of it, is void: take it to the trouble shelf",
        Tone.STOP,
        409,
    ),
    "label.voided": Message(
        "面单 {scanned} 已作废（{reason}）。撕下来，包裹 {parcel_no} 要贴新面单才能走",
        "Label {scanned} is void ({reason}). Tear it off: parcel {parcel_no} travels only "
        "with its new one",
        Tone.STOP,
        409,
    ),
    "label.reason.address_changed": Message("地址改了", "address changed"),
    "label.reason.carrier_changed": Message("快递改了", "carrier changed"),
    "label.no_carrier": Message(
        "订单 {order_no} 的快递“{carrier}”没有设置。先放一边，找主管",
        "The carrier “{carrier}” of order {order_no} is not set up: park it, call a supervisor",
        Tone.WARN,
        409,
    ),
    "label.no_waybill": Message(
        "包裹 {parcel_no} 没有可用的运单", "Parcel {parcel_no} has no waybill", Tone.NO, 409
    ),
    "label.waybill_unknown": Message(
        "{carrier} 没有回音，{parcel_no} 的运单号还不清楚。先放一边，系统会去查",
        "{carrier} did not answer; whether {parcel_no} has a waybill is not known. "
        "Park it: the system asks again",
        Tone.WARN,
        409,
    ),
    "label.carrier_balance": Message(
        "{carrier} 的电子面单余额不足，没有给号。先放一边，请主管充值后再确认",
        "The {carrier} account has no waybills left. Park it; confirm again after a top-up",
        Tone.WARN,
        409,
    ),
    "label.carrier_address": Message(
        "{carrier} 不收这个地址，没有给号。先放一边，请主管改地址或换快递",
        "{carrier} does not take this address. Park it; a supervisor changes it or the carrier",
        Tone.WARN,
        409,
    ),
    "label.carrier_account": Message(
        "{carrier} 的账号没有设好，没有给号。先放一边，找管理员",
        "The {carrier} account is not set up rightly. Park it, call an administrator",
        Tone.WARN,
        409,
    ),
    "label.carrier_weight": Message(
        "{carrier} 说包裹太重，没有给号。先放一边，请主管拆包或换快递",
        "{carrier} says that the parcel is too heavy. Park it: split it or change the carrier",
        Tone.WARN,
        409,
    ),
    "label.carrier_unreachable": Message(
        "连不上 {carrier}，还没有要号。等一下再确认，或先放一边",
        "{carrier} cannot be reached; nothing was asked for. Confirm again soon, or park it",
        Tone.WARN,
        409,
    ),
    "label.unprintable": Message(
        "面单上有字打不出来（{field}）：{why}",
        "The label has characters that cannot be printed ({field}): {why}",
        Tone.WARN,
        409,
    ),
    "label.too_long": Message(
        "面单放不下（{field}）：{why}",
        "It does not fit the label ({field}): {why}",
        Tone.WARN,
        409,
    ),
    "label.no_font": Message(
        "服务器没有中文字体：{why}", "The server has no Chinese font: {why}", Tone.SRV, 409
    ),
    "label.invalid": Message(
        "面单内容不对（{field}）：{why}",
        "The label is not right ({field}): {why}",
        Tone.WARN,
        409,
    ),
    "label.mismatch": Message(
        "面单回读不一致，没有打印：{why}",
        "Read back, the label says something else; it was not printed: {why}",
        Tone.SRV,
        409,
    ),
    "label.closed": Message(
        "包裹 {parcel_no} 现在不能再出面单",
        "No label of parcel {parcel_no} may be had any more",
        Tone.NO,
        409,
    ),
    "label.replaced": Message(
        "这张面单（第 {version} 版）已经被新的一张代替，只用最新的那张",
        "Version {version} of this label has been replaced: use the newest one only",
        Tone.NO,
        409,
    ),
    "label.unknown": Message(
        "包裹 {parcel_no} 没有这张面单", "Parcel {parcel_no} has no such label", Tone.NO, 404
    ),
    "label.purged": Message(
        "这张面单的文件已按隐私规定删除，只留下哈希值",
        "This label's file was deleted with the rest of the personal data; its hash is kept",
        Tone.NO,
        410,
    ),
    "label.damaged": Message(
        "这张面单的文件打不开：密钥不对或文件被改过，找管理员",
        "This label's file cannot be opened: its key is missing or it was changed. "
        "Tell an administrator",
        Tone.WARN,
        409,
    ),
    "label.reprint_limit": Message(
        "已经补打 {most} 次，再补打要找主管",
        "Reprinted {most} times already; a supervisor may reprint more",
        Tone.WARN,
        409,
    ),
    "label.wrong_waybill": Message(
        "贴错了！{scanned} 是 {belongs_to} 的面单，这箱是 {parcel_no}。撕下来换对的",
        "Wrong label: {scanned} belongs to {belongs_to}, this box is {parcel_no}. Swap them",
        Tone.NO,
        409,
    ),
    "cage.unknown": Message("没有笼车“{cage}”", "There is no cage “{cage}”", Tone.NO, 404),
    "cage.unknown_parcel": Message(
        "不认识面单“{scanned}”", "The label “{scanned}” is not known here", Tone.NO, 404
    ),
    "cage.wrong": Message(
        "放错笼了！{parcel_no} 要放 {right}",
        "Wrong cage: {parcel_no} goes into {right}",
        Tone.NO,
        409,
    ),
    "cage.left": Message(
        "{parcel_no} 已经交接走了（{manifest}），不该在这里。放到异常区，找主管",
        "{parcel_no} was handed over ({manifest}) and should be gone. "
        "Put it on the trouble shelf, call a supervisor",
        Tone.STOP,
        409,
    ),
    "cage.say.ok": Message(
        "{parcel_no} 放进 {cage}", "{parcel_no} into cage {cage}", Tone.OK, 200
    ),
    "manifest.unknown": Message(
        "没有交接单 {manifest}", "There is no manifest {manifest}", Tone.NO, 404
    ),
    "manifest.unknown_carrier": Message(
        "没有快递“{carrier}”", "There is no carrier “{carrier}”", Tone.NO, 404
    ),
    "manifest.closed": Message(
        "交接单 {manifest} 已经关闭", "Manifest {manifest} is closed", Tone.NO, 409
    ),
    "manifest.still_open": Message(
        "交接单 {manifest} 还没关闭，关闭后再打印",
        "Manifest {manifest} is still open: close it, then print it",
        Tone.NO,
        409,
    ),
    "manifest.bad_signature": Message(
        "签名没有收到，请重新签一次",
        "The signature did not come through: draw it again",
        Tone.NO,
        422,
    ),
    "manifest.unsigned": Message(
        "交接单 {manifest} 没有手写签名",
        "Manifest {manifest} has no drawn signature",
        Tone.NO,
        404,
    ),
    "manifest.empty": Message(
        "交接单 {manifest} 还没有包裹",
        "Nothing was scanned onto manifest {manifest}",
        Tone.NO,
        409,
    ),
    "manifest.other_carrier": Message(
        "{parcel_no} 是 {carrier} 的，这车是 {wanted} 的",
        "{parcel_no} goes with {carrier}; this vehicle is {wanted}'s",
        Tone.NO,
        409,
    ),
    "manifest.other": Message(
        "{parcel_no} 已经在交接单 {manifest} 上",
        "{parcel_no} is on manifest {manifest} already",
        Tone.NO,
        409,
    ),
    "manifest.intercepted": Message(
        "这些包裹要拦下：{parcels}。从车上拿下来，再扫一次",
        "These must not leave: {parcels}. Take them off the vehicle and scan each once more",
        Tone.STOP,
        409,
    ),
    "manifest.say.ok": Message(
        "{parcel_no} 上车，共 {parcels} 件",
        "{parcel_no} on board, {parcels} in all",
        Tone.OK,
        200,
    ),
    "manifest.say.already_done": Message(
        "{parcel_no} 扫过了", "{parcel_no} is on board already", Tone.WARN, 200
    ),
    "manifest.say.voided": Message(
        "停！{parcel_no} 的这张面单已作废，从车上拿下来，回包装台换面单",
        "Stop: this label of {parcel_no} is void. Take it off the vehicle, back to a bench",
        Tone.STOP,
        200,
    ),
    "manifest.say.intercepted": Message(
        "停！{parcel_no} 已拦截，放到拦截区",
        "Stop: {parcel_no} is intercepted. Put it on the stop shelf",
        Tone.STOP,
        200,
    ),
}

MESSAGES |= UI
