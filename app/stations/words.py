"""What the station page says: devices, the steps that prove a scale."""

from app.i18n import Message

WORDS = {
    "station.ui.title": Message("设备", "Devices"),
    "station.ui.which": Message("看哪个工位的设备？", "Which bench's devices?"),
    "station.ui.which_say": Message(
        "秤和打印机的状态、试打、验秤都在这里",
        "Scale and printer as they are, test prints, and proving the scale",
    ),
    "station.ui.scale": Message("秤", "Scale"),
    "station.ui.printer": Message("打印机", "Printer"),
    "station.ui.none": Message("没有", "none"),
    "station.ui.port": Message("地址", "Address"),
    "station.ui.protocol": Message("协议", "Protocol"),
    "station.ui.unit": Message("单位", "Unit"),
    "station.ui.unit_of_frames": Message("按秤报的", "as the scale says"),
    "station.ui.division": Message("分度值（克）", "One step of the display, g"),
    "station.ui.baudrate": Message("波特率", "Baud rate"),
    "station.ui.baud_usual": Message("协议默认", "the protocol's"),
    "station.ui.language": Message("打印语言", "Language"),
    "station.ui.label_size": Message("标签尺寸", "Label size"),
    "station.ui.spare": Message("代打", "Stands in"),
    "station.ui.spare_say": Message(
        "打印机坏了，这里的标签可以到别的工位出，在等的一起过去",
        "When the printer is down, labels can come out at another bench; what waits goes along",
    ),
    "station.ui.spare_at": Message("哪个工位代打", "Which bench stands in"),
    "station.ui.spare_use": Message("到那里打", "Print there"),
    "station.ui.spare_end": Message("用回自己的打印机", "Back to its own printer"),
    "station.ui.spare_used": Message("标签到 {bench} 取", "Labels come out at {bench}"),
    "station.ui.spare_moved": Message(
        "在等的 {n} 张一起过去了", "{n} labels that waited went along"
    ),
    "station.ui.spare_own": Message("标签又在这里出了", "Labels come out here again"),
    "station.ui.spare_own_say": Message(
        "已经送到代打工位的，还在那里出", "What was sent to the other bench comes out there"
    ),
    "station.ui.proved": Message("验秤", "Proved"),
    "station.ui.proved_by": Message(
        "{at}，{by}，用 {grams} 克砝码", "{at} by {by} with {grams} g"
    ),
    "station.ui.never_proved": Message("还没验过", "not commissioned"),
    "station.ui.needs_proof": Message("没验秤，不能称重", "No weighing until it is proved"),
    "station.ui.age": Message("读数距今", "Age"),
    "station.ui.age_ms": Message("{ms} 毫秒", "{ms} ms"),
    "station.ui.raw": Message("原始数据", "Raw bytes"),
    "station.ui.rejected": Message("读不懂的数据：{reason}", "Not read: {reason}"),
    "station.ui.zero": Message("归零", "Zero"),
    "station.ui.tare": Message("去皮", "Tare"),
    "station.ui.test_print": Message("试打一张", "Test print"),
    "station.ui.test_weight": Message("砝码测试", "Test weight"),
    "station.ui.test_weight_say": Message(
        "先清空秤盘，放上砝码，填上克数",
        "Clear the pan, lay a known weight on, and say how many grams it has",
    ),
    "station.ui.known_g": Message("砝码（克）", "Known weight, g"),
    "station.ui.compare": Message("比一比", "Compare"),
    "station.ui.right": Message("准", "Right"),
    "station.ui.wrong": Message("不准", "Not right"),
    "station.ui.off": Message(
        "显示 {shown} 克，差 {off} 克", "It shows {shown} g: {off} g off"
    ),
    "station.ui.print_confirmed": Message("打出来了", "Printed"),
    "station.ui.print_sent": Message("已送到打印机", "Sent"),
    "station.ui.print_failed": Message("没打出来", "Not printed"),
    "station.ui.print_unknown": Message("不知道", "Not known"),
    "station.ui.print_confirmed_say": Message(
        "打印机说标签出来了，看看清不清楚、歪不歪",
        "The printer says the label is out: is it sharp and straight?",
    ),
    "station.ui.print_sent_say": Message(
        "打印机收下了，没有回话。请看看标签出来没有",
        "The printer took it and said nothing: look whether it came out",
    ),
    "station.ui.print_failed_say": Message("原因：{why}", "Why: {why}"),
    "station.ui.print_unknown_say": Message(
        "没问清楚（{why}），请看看标签出来没有，再试打",
        "It did not say ({why}): look whether it came out before another try",
    ),
    "station.ui.prove": Message("验秤", "Commission the scale"),
    "station.ui.prove_say": Message(
        "六步，要一个已知的砝码。存下的是谁、什么时候、用多重的砝码",
        "Six steps and one known weight. Kept is who did it, when, and with what",
    ),
    "station.ui.step_port": Message("接口", "Port"),
    "station.ui.step_protocol": Message("协议", "Protocol"),
    "station.ui.step_live": Message("看读数", "Look"),
    "station.ui.step_empty": Message("空秤", "Empty"),
    "station.ui.step_weight": Message("砝码", "Weight"),
    "station.ui.step_done": Message("存好", "Kept"),
    "station.ui.port_say": Message(
        "秤接在哪里？串口选一个，网口写 socket://主机:端口",
        "Where is the scale? Pick a serial port, or write socket://host:port",
    ),
    "station.ui.no_ports": Message("这台服务器上没有找到串口", "No serial port on this server"),
    "station.ui.protocol_say": Message(
        "不知道就先听一听；几种都读得通的，要你来定",
        "Not sure? Listen first. Where several can read it, you decide",
    ),
    "station.ui.listen": Message("听一听", "Listen"),
    "station.ui.listening": Message("正在听，最多十几秒…", "Listening, up to 15 s…"),
    "station.ui.heard_nothing": Message("秤什么也没说", "Nothing was heard"),
    "station.ui.heard_nothing_say": Message(
        "检查电源、线和波特率，再听一次", "Check power, cable and baud rate, then listen again"
    ),
    "station.ui.heard_unread": Message("听到了，读不懂", "Heard, not read"),
    "station.ui.heard_unread_say": Message(
        "没有一种协议读得通。查秤的说明书和波特率",
        "No protocol reads all of it: see the scale's manual and the baud rate",
    ),
    "station.ui.heard_one": Message("像是 {protocol}", "It is {protocol}"),
    "station.ui.heard_one_say": Message(
        "只有这一种读得通，后面用砝码来证明",
        "No other protocol reads it; the known weight will prove it",
    ),
    "station.ui.heard_several": Message("几种都读得通", "Several can"),
    "station.ui.heard_several_say": Message(
        "光看数据分不出来，请对照秤的显示和菜单来选",
        "The bytes cannot tell them apart: choose by the scale's menu and its display",
    ),
    "station.ui.would_show": Message("会读成 {shown}", "would read {shown}"),
    "station.ui.pick_protocol": Message("选一种协议", "Choose a protocol"),
    "station.ui.unit_say": Message(
        "这种协议不报单位，秤设的是什么单位？",
        "Its frames name no unit: what is the scale set to?",
    ),
    "station.ui.save_settings": Message("用这个设置", "Use these settings"),
    "station.ui.cleared": Message(
        "设置变了，以前的验秤不算了", "The settings changed: the last proof holds no longer"
    ),
    "station.ui.live_say": Message(
        "压一压秤盘，对照秤上的显示：数字一样吗？放稳了会说“稳”吗？",
        "Press the pan: is this the number on the scale's display? Does it settle at rest?",
    ),
    "station.ui.live_same": Message("和显示一样", "It is the same"),
    "station.ui.live_other": Message("不一样，换协议", "It is not: other protocol"),
    "station.ui.empty_say": Message(
        "拿走秤盘上的所有东西，等它显示 0", "Take everything off the pan and let it show 0"
    ),
    "station.ui.empty_now": Message("秤盘空了", "The pan is empty"),
    "station.ui.weight_say": Message(
        "填上砝码的克数（至少 {least} 克），放上去，放稳再按",
        "Say the grams of your weight (at least {least} g), lay it on, then press",
    ),
    "station.ui.weight_now": Message("砝码在秤上", "The weight is on"),
    "station.ui.done": Message("验秤完成", "Commissioned"),
    "station.ui.done_say": Message(
        "已存下：{by}，{grams} 克砝码", "Kept: {by}, with {grams} g"
    ),
    "station.ui.next": Message("下一步", "Next"),
    "station.ui.back": Message("上一步", "Back"),
    "station.ui.again": Message("重新验一次", "Do it again"),
    "station.ui.not_now": Message("还不行", "Not yet"),
    "station.ui.no_command": Message(
        "这种协议没有这个命令，请在秤上按", "No such command: use the key on the scale"
    ),
    "station.state.none": Message("没有秤", "No scale"),
    "station.state.ok": Message("稳", "Steady"),
    "station.state.unstable": Message("在动", "Moving"),
    "station.state.disconnected": Message("没有连上", "Not connected"),
    "station.state.silent": Message("没有读数", "Silent"),
    "station.state.overload": Message("超载", "Overload"),
    "station.state.under_zero": Message("负数", "Under zero"),
    "station.printer_state.none": Message("没有打印机", "No printer"),
    "station.printer_state.ready": Message("可以打", "Ready"),
    "station.printer_state.unknown": Message("它不说", "It does not say"),
    "station.printer_state.trouble": Message("有问题", "Trouble"),
}
