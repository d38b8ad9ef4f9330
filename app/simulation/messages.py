"""What the start page of a demo says."""

from app.i18n import Message, Tone

MESSAGES = {
    "demo.unknown_role": Message(
        "演示里没有这个角色：{role}", "The demo has no such role: {role}", Tone.NO, 404
    ),
    "demo.nothing_to_cancel": Message(
        "现在没有在拣的订单可以取消，等几秒再试",
        "No order is on the floor right now; try again in a few seconds",
        Tone.WARN,
        409,
    ),
    "demo.network_cut": Message(
        "网还断着，订单中心叫不到仓库；{n} 秒后再试",
        "The network is cut and the hub cannot reach the floor; try again in {n} s",
        Tone.WARN,
        409,
    ),
    "demo.away": Message(
        "演示程序正在重启，请等几秒",
        "The demo is starting over; give it a few seconds",
        Tone.SRV,
        503,
    ),
    "simulation.ui.demo": Message("演示仓", "Demo floor"),
    "simulation.ui.title": Message("你今天是谁？", "Who are you today?"),
    "simulation.ui.intro": Message(
        "扫一张工牌，或按“进去”。仓库已经在跑：{orders} 单，{people} 个虚拟同事，"
        "{scales} 台虚拟秤。",
        "Scan a badge or press Go in. The floor is running: {orders} orders, "
        "{people} virtual colleagues, {scales} virtual scales.",
    ),
    "simulation.ui.shipped": Message("已发 {n} 单", "{n} shipped"),
    "simulation.ui.go_in": Message("进去", "Go in"),
    "simulation.ui.clock": Message("仓内 {time} · 快 {n} 倍", "floor time {time} · {n}× speed"),
    "simulation.ui.phone": Message("用手机当 PDA", "Use a phone as the PDA"),
    "simulation.ui.phone_local": Message(
        "手机要用，请带 WAVEGATE_BIND=0.0.0.0:{port} WAVEGATE_ALLOW_HTTP=1 启动",
        "For a phone, start with WAVEGATE_BIND=0.0.0.0:{port} WAVEGATE_ALLOW_HTTP=1",
    ),
    "simulation.ui.role.picker": Message("拣货", "Picker"),
    "simulation.ui.role.packer": Message("打包", "Packer"),
    "simulation.ui.role.supervisor": Message("班长", "Supervisor"),
    "simulation.ui.role.returns": Message("退货", "Returns clerk"),
    "simulation.ui.role.admin": Message("管理", "Administrator"),
    "simulation.ui.role.dispatcher": Message("交接", "Dispatcher"),
    "simulation.ui.does.picker": Message(
        "拿手机或 PDA 扫右上角的码", "Scan the code at the top with a phone or PDA"
    ),
    "simulation.ui.does.packer": Message(
        "在这台电脑开打包台 03", "Opens bench 03 on this computer"
    ),
    "simulation.ui.does.supervisor": Message(
        "看板、波次、异常、放行", "Board, waves, exceptions, overrides"
    ),
    "simulation.ui.does.returns": Message("收货、拍照、定级", "Receive, photograph, grade"),
    "simulation.ui.does.admin": Message("人、设备、库位、规则", "People, devices, bins, rules"),
    "simulation.ui.does.dispatcher": Message(
        "笼车、交接单、签收", "Cages, manifests, signatures"
    ),
    "simulation.ui.tote": Message(
        "{tote} 等打包：在打包台 03 上输入它",
        "{tote} waits: type it at bench 03",
    ),
    "simulation.ui.back": Message(
        "{rma} 退回来了：在退货台输入它",
        "{rma} came back: type it at the desk",
    ),
    "simulation.ui.click": Message(
        "演示：没有扫描枪？点一下要扫的东西就行",
        "Demo: no scanner? Click what you would scan",
    ),
    "simulation.ui.codes": Message("没有扫描枪？", "No scanner?"),
    "simulation.ui.wall": Message(
        "播种墙 PW1：先以拣货或打包进去，再打开它",
        "Put wall PW1: go in as picker or packer first, then open it",
    ),
    "simulation.ui.codes_title": Message("货架上的条码", "Codes on the shelf"),
    "simulation.ui.codes_say": Message(
        "用扫描枪扫屏幕，或把条码打进扫描框按回车。周转箱随便编：T 加 3 到 8 位数字。",
        "Scan them off the screen, or type one into the scan field and press Enter. "
        "A tote is any T with 3 to 8 digits.",
    ),
    "simulation.ui.try": Message("试试出点错：", "Make something go wrong:"),
    "simulation.ui.network": Message("断网 60 秒", "Cut the network, 60 s"),
    "simulation.ui.network_cut": Message("网还断着，{n} 秒", "Network is cut, {n} s"),
    "simulation.ui.cancel": Message("买家取消一单", "A buyer cancels"),
    "simulation.ui.paper": Message("打印机没纸", "Printer out of paper"),
    "simulation.ui.paper_back": Message("装上纸", "Put paper in"),
    "simulation.ui.drift": Message("秤飘 5 %", "Scale drifts 5 %"),
    "simulation.ui.drift_back": Message("秤校好", "Set the scale right"),
    "simulation.ui.restart": Message("从头来", "Start over"),
    "simulation.ui.restarting": Message("正在从头来…", "Starting over…"),
    "simulation.ui.cancelled": Message(
        "买家取消了 {order}：每个工位下次扫描都会拦住它",
        "The buyer cancelled {order}: every station stops it at the next scan",
    ),
    "simulation.ui.not_now": Message("现在不行", "Not now"),
}
