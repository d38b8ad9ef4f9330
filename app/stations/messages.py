"""What people at a bench are told about its devices, and about trouble."""

from app.i18n import Message, Tone
from app.stations.words import WORDS

MESSAGES = {
    **WORDS,
    "station.unknown_bench": Message(
        "没有工位“{bench}”", "There is no bench “{bench}”", Tone.NO, 404
    ),
    "station.not_ready": Message(
        "工位 {bench} 还不能开工：{what}", "Bench {bench} is not ready: {what}", Tone.NO, 409
    ),
    "station.unknown_protocol": Message(
        "请写明秤的协议，可用：{known}（给的是“{protocol}”）",
        "Name the scale's protocol, one of {known}, not “{protocol}”",
        Tone.NO,
        422,
    ),
    "station.scale_url": Message(
        "秤的地址要写串口路径、usb://、socket://、rfc2217:// 或 agent://，给的是 {url}",
        "A scale is a serial path, usb://, socket://, rfc2217:// or agent://, not {url}",
        Tone.NO,
        422,
    ),
    "station.scale_unit": Message(
        "秤没有单位 {unit}，可用：{known}",
        "No scale unit “{unit}”; there are {known}",
        Tone.NO,
        422,
    ),
    "station.scale_options": Message(
        "协议 {protocol} 的选项不对，可用：{known}",
        "These are no options of {protocol}; there are {known}",
        Tone.NO,
        422,
    ),
    "station.printer_url": Message(
        "打印机地址可写 tcp://主机:9100、serial:///dev/串口、ipp://主机/路径"
        "、file:///文件夹，接在打包电脑上写 agent://，给的是 {url}",
        "A printer is tcp://host:9100, serial:///dev/port, ipp://host/path, "
        "file:///folder or, at the packing PC, agent://, not {url}",
        Tone.NO,
        422,
    ),
    "station.agent_url": Message(
        "工位 {bench} 的设备若接在打包电脑上，地址写 agent://，给的是 {url}",
        "A device at the packing PC of bench {bench} is agent://, not {url}",
        Tone.NO,
        422,
    ),
    "agent.no_bench": Message(
        "这个令牌没有绑定工位，请用 wavegate agent enrol 重新登记",
        "This token is for no bench; enrol the agent with wavegate agent enrol",
        Tone.NO,
        403,
    ),
    "agent.bad_code": Message(
        "登记码不对、已用过或已过期，请管理员再给一个",
        "The enrolment code is wrong, used or too old; ask for another one",
        Tone.NO,
        404,
    ),
    "agent.other_bench": Message(
        "这个包裹不在工位 {bench} 上", "This parcel is not at bench {bench}", Tone.NO, 403
    ),
    "agent.unknown_job": Message(
        "这个工位没有这项任务", "This bench has no such job", Tone.NO, 404
    ),
    "station.spare_unfit": Message(
        "工位 {bench} 不能代打：它要有自己的打印机在用，打印语言和标签尺寸也要相同",
        "Bench {bench} cannot stand in: it needs a printer of its own in use, for the same "
        "language and label size",
        Tone.NO,
        409,
    ),
    "station.scale.setting": Message(
        "秤的设置不对，请管理员检查",
        "the scale is set up wrongly; ask an administrator",
        Tone.NO,
    ),
    "station.scale.disconnected": Message(
        "秤没有连上，检查电源和线",
        "the scale is not connected; check power and cable",
        Tone.NO,
    ),
    "station.scale.silent": Message(
        "秤没有读数，检查电源和线", "the scale says nothing; check power and cable", Tone.NO
    ),
    "station.scale.overload": Message(
        "秤超载，请清空秤盘", "the scale is overloaded; clear the pan", Tone.NO
    ),
    "station.scale.under_zero": Message(
        "秤显示负数，请清空秤盘再按归零",
        "the scale shows less than nothing; clear the pan, then press zero",
        Tone.NO,
    ),
    "station.scale.not_commissioned": Message(
        "秤还没有用已知砝码验过，请班组长在设备页面验秤",
        "nobody has proved the scale with a known weight; ask a supervisor to do so on the "
        "devices page",
        Tone.NO,
    ),
    "station.scale.not_zero": Message(
        "秤没有归零，请清空秤盘再按归零",
        "the scale does not read zero; clear the pan, then press zero",
        Tone.NO,
    ),
    "station.scale.unstable": Message(
        "秤在晃，别碰秤台", "the scale does not settle; keep off the bench", Tone.NO
    ),
    "station.scale.none": Message(
        "工位 {bench} 没有秤",
        "Bench {bench} has no scale",
        Tone.NO,
        409,
    ),
    "station.scale.no_command": Message(
        "这种秤的协议没有这个命令，请在秤上按键",
        "The scale's protocol has no such command: press the key on the scale",
        Tone.NO,
        409,
    ),
    "station.scale.not_told": Message(
        "秤没有连上，命令没有送到：检查电源和线",
        "The scale is not connected and was told nothing: check power and cable",
        Tone.NO,
        409,
    ),
    "station.printer.none": Message(
        "工位 {bench} 没有打印机",
        "Bench {bench} has no printer",
        Tone.NO,
        409,
    ),
    "station.weight.no_reading": Message(
        "秤没有读数，检查电源和线",
        "The scale gives no reading: check power and cable",
        Tone.NO,
        409,
    ),
    "station.weight.unstable": Message(
        "手离开，等秤稳了再试",
        "Hands off: the scale is still moving",
        Tone.WARN,
        409,
    ),
    "station.weight.stale": Message(
        "读数太旧了，请再试一次",
        "That reading is too old: try again",
        Tone.WARN,
        409,
    ),
    "station.weight.negative": Message(
        "读数是负的：清空秤盘、归零、再放砝码",
        "The reading is below zero: clear the pan, zero it, lay the weight on again",
        Tone.WARN,
        409,
    ),
    "station.weight.zero": Message(
        "秤上没有东西，请放上砝码",
        "Nothing lies on the scale: lay the known weight on",
        Tone.WARN,
        409,
    ),
    "station.weight.overload": Message(
        "砝码超过了秤的最大称量",
        "The weight is too heavy for this scale",
        Tone.NO,
        409,
    ),
    "station.weight.unit_changed": Message(
        "秤报的单位和设置的不一样",
        "The scale speaks in another unit than the one set up",
        Tone.NO,
        409,
    ),
    "station.weight.not_zeroed": Message(
        "放砝码之前秤没有归零：拿下来，等它显示 0，再放上去",
        "The pan was not empty before: take the weight off, let it show 0, lay it on again",
        Tone.WARN,
        409,
    ),
    "station.commission.no_line": Message(
        "接口 {url} 打不开：不存在，或别的程序正在用",
        "{url} cannot be opened: it is not there, or another program has it",
        Tone.NO,
        409,
    ),
    "station.commission.unit": Message(
        "协议 {protocol} 不报单位，请先选单位",
        "{protocol} names no unit: choose the unit first",
        Tone.NO,
        409,
    ),
    "station.commission.too_light": Message(
        "砝码太轻，说明不了问题，至少要 {least} 克",
        "That weight is too light to prove anything: take {least} g or more",
        Tone.WARN,
        409,
    ),
    "station.commission.off": Message(
        "砝码 {known} 克，秤显示 {shown} 克，差 {off} 克（最多差 {most} 克）。"
        "检查单位、协议和砝码",
        "The weight has {known} g, the scale shows {shown} g: {off} g off, {most} g at most. "
        "Check unit, protocol and weight",
        Tone.NO,
        409,
    ),
    "station.commission.look_alike": Message(
        "{known} 克用 {other} 也读成一样，换一个砝码",
        "{known} g reads the same in {other}: take another weight",
        Tone.WARN,
        409,
    ),
    "station.commission.changed": Message(
        "工位 {bench} 的秤刚刚被改了设置，请重新验",
        "The scale of bench {bench} was set up anew just now: begin again",
        Tone.NO,
        409,
    ),
    "station.printer.refused": Message(
        "打印机拒绝连接，检查是否开机",
        "the printer refuses the connection; is it switched on?",
        Tone.NO,
    ),
    "station.printer.offline": Message(
        "打印机不在线，检查电源和网线",
        "the printer is offline; check power and network cable",
        Tone.NO,
    ),
    "station.printer.paper_out": Message(
        "打印机没纸了，请装标签纸", "the printer is out of paper; load labels", Tone.NO
    ),
    "station.printer.head_open": Message(
        "打印机盖没合上", "the printer's lid is open", Tone.NO
    ),
    "station.printer.ribbon_out": Message(
        "打印机碳带用完了", "the printer is out of ribbon", Tone.NO
    ),
    "station.printer.paused": Message(
        "打印机暂停了，请按继续键", "the printer is paused; press its pause key", Tone.NO
    ),
    "station.printer.cutter": Message(
        "打印机切刀卡住了", "the printer's cutter is stuck", Tone.NO
    ),
    "station.printer.too_hot": Message(
        "打印头过热，请稍等", "the print head is too hot; wait a little", Tone.NO
    ),
    "station.printer.jam": Message(
        "打印机卡纸了，请取出卡住的标签",
        "a label is jammed in the printer; take it out",
        Tone.NO,
    ),
    "station.printer.busy": Message(
        "打印机正在打别的标签，等一下再试",
        "the printer is at another label; try again in a moment",
        Tone.WARN,
    ),
    "station.printer.error": Message("打印机报错", "the printer reports an error", Tone.NO),
    "exception.unknown": Message("没有这条异常", "There is no such exception", Tone.NO, 404),
    "exception.ended": Message(
        "这条异常已由 {by} 处理完", "This one was ended by {by}", Tone.WARN, 409
    ),
    "stations.exception.short": Message("缺货", "Short", Tone.WARN),
    "stations.exception.weight_block": Message("重量不对", "Weight is off", Tone.NO),
    "stations.exception.print_failed": Message("没打印出来", "Not printed", Tone.NO),
    "stations.exception.print_unknown": Message(
        "不知道面单出没出来", "Did the label come out?", Tone.WARN
    ),
    "stations.exception.intercept": Message("拦截", "Intercepted", Tone.STOP),
    "stations.exception.put_back": Message("待放回", "To put back", Tone.WARN),
    "stations.exception.wrong_scans": Message("扫错太多", "Many wrong scans", Tone.WARN),
    "stations.exception.dead_letter": Message("上报失败", "Report not taken", Tone.SRV),
    "stations.exception.override": Message("强制放行", "Forced pass", Tone.WARN),
    "stations.exception.waybill_unknown": Message("没有运单号", "No waybill number", Tone.WARN),
    "stations.exception.device_down": Message("设备故障", "Device down", Tone.NO),
    "stations.exception.held": Message("订单暂停", "Order on hold", Tone.WARN),
    "stations.exception.call": Message("叫班长", "Help wanted", Tone.WARN),
    "stations.exception.truth_chase": Message(
        "24 小时没有物流，要催件", "Silent for 24 h: chase it", Tone.WARN
    ),
    "stations.exception.truth_audit": Message(
        "发货与物流不符，要核查", "Shipped, or not? To be audited", Tone.NO
    ),
}
