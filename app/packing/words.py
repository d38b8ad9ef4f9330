"""Words on the bench's pages."""

from app.i18n import Message

UI = {
    "packing.ui.which_bench": Message("这是哪个打包台？", "Which bench is this?"),
    "packing.ui.which_bench_say": Message(
        "扫台上的条码，或点一下", "Scan the code on it, or press"
    ),
    "packing.ui.command_card": Message("命令卡", "Command card"),
    "packing.ui.no_benches": Message(
        "还没有打包台，请管理员导入", "No benches yet; ask an administrator to import them"
    ),
    "packing.ui.ask_bench": Message("扫打包台", "Scan the bench"),
    "packing.ui.ask_tote": Message("扫周转箱", "Scan a tote"),
    "packing.ui.ask_item": Message("扫一件商品", "Scan an item"),
    "packing.ui.ask_check": Message("扫下一件", "Scan the next item"),
    "packing.ui.ask_box": Message("选纸箱", "Choose the box"),
    "packing.ui.ask_weigh": Message("等秤", "Waiting for the scale"),
    "packing.ui.ask_blocked": Message("每件重新扫", "Scan every unit again"),
    "packing.ui.ask_confirm": Message("扫“确认”", "Scan CONFIRM"),
    "packing.ui.ask_label": Message("面单打印中", "Label is printing"),
    "packing.ui.ask_stick": Message("扫箱上的面单", "Scan the label on the box"),
    "packing.ui.ask_badge": Message("主管扫工牌", "Supervisor's badge"),
    "packing.ui.step_tote": Message("周转箱", "Tote"),
    "packing.ui.step_check": Message("核对", "Check"),
    "packing.ui.step_box": Message("纸箱", "Box"),
    "packing.ui.step_weigh": Message("称重", "Weigh"),
    "packing.ui.step_confirm": Message("确认", "Confirm"),
    "packing.ui.step_label": Message("面单", "Label"),
    "packing.ui.cmd_confirm": Message("确认", "Confirm"),
    "packing.ui.cmd_short": Message("缺货", "Short"),
    "packing.ui.cmd_undo": Message("撤销", "Undo"),
    "packing.ui.cmd_park": Message("暂存", "Park"),
    "packing.ui.cmd_supervisor": Message("主管", "Supervisor"),
    "packing.ui.cmd_reprint": Message("补打", "Reprint"),
    "packing.ui.not_now": Message("现在不行", "Not now"),
    "packing.ui.empty_say": Message(
        "秤要归零，打印机要有纸", "The scale must read zero, the printer have paper"
    ),
    "packing.ui.by_scanner": Message("全程用扫描枪", "All by scanner"),
    "packing.ui.by_scanner_say": Message(
        "命令卡上的条码代替鼠标",
        "The codes on the command card do what the mouse would do",
    ),
    "packing.ui.lane_say": Message(
        "周转箱 {tote}：扫哪件，就打哪单", "Tote {tote}: the item finds its order"
    ),
    "packing.ui.still": Message("还要扫", "Still to scan"),
    "packing.ui.units": Message("件", "units"),
    "packing.ui.gift": Message("赠品", "gift"),
    "packing.ui.carrier": Message("承运商", "Carrier"),
    "packing.ui.for": Message("收件", "For"),
    "packing.ui.blind": Message(
        "{goods} 太轻，秤看不出少一件：每件都扫",
        "{goods}: too light for the scale to miss one, scan each",
    ),
    "packing.ui.unprovable": Message(
        "{goods} 没有重量，称不准：找主管", "{goods}: no weight known, ask a supervisor"
    ),
    "packing.ui.check_again": Message(
        "打开箱子，每件重新扫。复核、重称随时可以",
        "Open the box and check again. Re-checking and re-weighing are always allowed",
    ),
    "packing.ui.forced": Message("强制放行", "Forced pass"),
    "packing.ui.forced_say": Message(
        "第二次拦下后，主管可以放行；看板会显示",
        "From the second block on a supervisor may let it pass. It shows on the board.",
    ),
    "packing.ui.force": Message("放行", "Let it pass"),
    "packing.ui.reason": Message("原因", "Reason"),
    "packing.ui.the_preprint": Message("预打单", "Pre-print"),
    "packing.ui.coming": Message("面单马上出来", "The label is coming"),
    "packing.ui.print_failed": Message("没打出来", "It did not print"),
    "packing.ui.print_failed_say": Message(
        "看看纸和机盖，再扫“补打”", "Look at paper and lid, then scan Reprint"
    ),
    "packing.ui.print_unknown": Message("出来了吗？", "Did it come out?"),
    "packing.ui.print_unknown_say": Message(
        "出来了就扫它；没有就扫“补打”", "If it did, scan it; if not, scan Reprint"
    ),
    "packing.ui.stick_say": Message(
        "扫箱上的面单，必须是这个包裹的", "Scan the label on the box: it must be this parcel's"
    ),
    "packing.ui.cage": Message("放进笼车", "Into cage"),
    "packing.ui.into_cage": Message("放进笼车 {cage}", "Into cage {cage}"),
    "packing.ui.has_left": Message("已经交给快递了", "It has gone with its carrier"),
    "packing.ui.parked": Message("已暂存", "Parked"),
    "packing.ui.parked_say": Message(
        "放到暂存位 {slot}，任何台都能接着打", "Put it into slot {slot}; any bench can go on"
    ),
    "packing.ui.short_twice": Message("再扫一次“缺货”", "Scan SHORT again"),
    "packing.ui.short_sure": Message(
        "还有 {n} 件没扫。真的没有？再扫一次，平台就会知道；不是就接着扫商品",
        "{n} units were not scanned. Scan it again and the hub hears of it; if not, go on",
    ),
    "packing.ui.short_say": Message(
        "放到暂存位 {slot}，等主管或平台决定",
        "Put it into slot {slot}; the hub or a supervisor decides",
    ),
    "packing.ui.take_out": Message("扫拿出来的", "Scan what leaves"),
    "packing.ui.take_out_say": Message(
        "扫一下要从箱里拿出来的那件；不拿就再按“撤销”",
        "Scan the unit that you take out of the box. Nothing? Undo once more",
    ),
    "packing.ui.undo_say": Message("没有可以撤销的扫描", "There is no scan to take back"),
    "packing.ui.why_reprint": Message("为什么补打？", "Why print it again?"),
    "packing.ui.reason_unreadable": Message("扫不出来", "Cannot be scanned"),
    "packing.ui.reason_torn": Message("撕坏了", "Torn"),
    "packing.ui.reason_never_came": Message("没有出来", "It never came out"),
    "packing.ui.bench_n": Message("打包台 {bench}", "Bench {bench}"),
    "packing.ui.ask_next_tote": Message("扫下一个周转箱", "Scan the next tote"),
    "packing.ui.ask_passed": Message("正在预打单，不用按", "Making the preview"),
    "packing.ui.ask_stop": Message("扫“暂存”", "Scan Park"),
    "packing.ui.cmd_back": Message("回到核对", "Back to check"),
    "packing.ui.cmd_again": Message("重新称", "Weigh again"),
    "packing.ui.cmd_take_over": Message("接手", "Take over"),
    "packing.ui.not_yet": Message("现在不用", "not now"),
    "packing.ui.exactly": Message("正好是应重", "Exactly what it should weigh"),
    "packing.ui.no_such_box": Message("没有这种箱", "No such box"),
    "packing.ui.wrong_label": Message("贴错了", "Wrong label"),
    "packing.ui.wrong_label_say": Message(
        "{scanned} 是 {owner} 的面单，这箱是 {parcel}。撕下来换对的",
        "{scanned} belongs to {owner}, this box is {parcel}. Swap the labels",
    ),
    "packing.ui.no_such_label": Message(
        "没有 {scanned} 这张面单。扫刚打出来的那张，这箱是 {parcel}",
        "Nobody knows {scanned}. Scan the label that just came out; this box is {parcel}",
    ),
    "packing.ui.not_for_this": Message("不是这单的", "Not for this order"),
    "packing.ui.wrong_item": Message(
        "这是{scanned}，这单要{wanted}", "This is {scanned}. This order wants {wanted}"
    ),
    "packing.ui.in_hand": Message("手里这件", "What is in your hand"),
    "packing.ui.in_hand_say": Message("放进待放回箱", "Put it into the put-back tote"),
    "packing.ui.unit": Message("件", "unit"),
    "packing.ui.suggested": Message("建议用", "Suggested box"),
    "packing.ui.box_n": Message("{box} 号箱", "Box {box}"),
    "packing.ui.box_say": Message(
        "扫命令卡上的纸箱码，或点一下", "Scan its code on the command card, or press"
    ),
    "packing.ui.box_filled": Message(
        "箱和填充 {tare} 克，装满 {percent}%", "Box and filler {tare} g, {percent} % full"
    ),
    "packing.ui.needs_boxes": Message("要分 {n} 箱", "Needs {n} boxes"),
    "packing.ui.this_box_takes": Message("这箱装：{goods}", "This one takes: {goods}"),
    "packing.ui.then_boxes": Message("其余装：{boxes}", "The rest goes into: {boxes}"),
    "packing.ui.no_size": Message(
        "{goods} 没量过尺寸，装不装得下不好说：自己选箱",
        "{goods}: size not known, so nobody can say what it fits into. Choose by eye",
    ),
    "packing.ui.fits_no_box": Message(
        "{goods} 哪种纸箱都放不下：用原包装，或找主管",
        "{goods}: fits into no box here. Use its own package, or ask a supervisor",
    ),
    "packing.ui.over_limit": Message(
        "{goods} 一件就超过每箱 {kg} 公斤：找主管换承运商",
        "{goods}: one unit is over the {kg} kg of a parcel. Ask for another carrier",
    ),
    "packing.ui.next_box": Message("再开一箱", "Another box"),
    "packing.ui.piece": Message("第 {n} 箱，共 {of} 箱", "{n} of {of}"),
    "packing.ui.under_by": Message(
        "轻 {n} 克（{percent}），在允许范围内", "{n} g under ({percent}), inside the band"
    ),
    "packing.ui.over_by": Message(
        "重 {n} 克（{percent}），在允许范围内", "{n} g over ({percent}), inside the band"
    ),
    "packing.ui.too_light": Message("轻了 {n} 克，不打面单", "{n} g too light: no label"),
    "packing.ui.too_heavy_by": Message("重了 {n} 克，不打面单", "{n} g too heavy: no label"),
    "packing.ui.block_n": Message("第 {n} 次拦下", "Block {n}"),
    "packing.ui.too_heavy": Message("超过秤的量程", "Too heavy for the scale"),
    "packing.ui.too_heavy_say": Message(
        "分成两箱：扫出几件，再开一箱", "Use two boxes: take some out, then press Another box"
    ),
    "packing.ui.unproven": Message("有货没有标准重量", "A weight is not known"),
    "packing.ui.unproven_say": Message(
        "秤证明不了，找主管放行", "The scale can prove nothing; ask a supervisor"
    ),
    "packing.ui.cannot_prove": Message("秤看不出来的", "What the scale cannot prove"),
    "packing.ui.cannot_prove_say": Message(
        "{goods}：每件都扫过了", "{goods}: each was scanned"
    ),
    "packing.ui.light_say": Message(
        "包裹太轻，秤分不清一件；每件都扫过了",
        "So light that the scale cannot tell one unit; each was scanned",
    ),
    "packing.ui.still_moving": Message("一直不稳？", "Never still?"),
    "packing.ui.still_moving_say": Message(
        "看箱子有没有碰到台面、风扇有没有对着秤。拿下来归零，再放",
        "See that the box touches nothing and no fan blows, then lay it on again",
    ),
    "packing.ui.weight": Message("重量", "Weight"),
    "packing.ui.archive": Message("存档", "Archive"),
    "packing.ui.stored": Message("已存", "stored"),
    "packing.ui.paper": Message("面单纸", "Paper"),
    "packing.ui.look_right": Message(
        "看一下预打单。没错，就扫命令卡上的",
        "Look at the preview. If it is right, scan on your card",
    ),
    "packing.ui.confirm_big": Message("确认", "CONFIRM"),
    "packing.ui.only_then": Message(
        "这时才取单号、打面单；多扫几次也只有一张",
        "Only then is the number asked for and the label printed: one, however often you scan",
    ),
    "packing.ui.coming_say": Message("拿好箱子，面单马上出来", "Keep the box at hand"),
    "packing.ui.label_out": Message("面单出来了", "The label is out"),
    "packing.ui.first_print": Message("第一张", "First print"),
    "packing.ui.copy": Message("补打 {n}", "Copy {n}"),
    "packing.ui.nothing_out": Message("没有出来？", "Nothing came out?"),
    "packing.ui.nothing_out_say": Message(
        "看看纸和机盖，再扫“补打”。单号不变，标“补打 1”",
        "Look at the paper and the lid, then scan REPRINT. Same number, marked as a copy",
    ),
    "packing.ui.stick_on": Message("贴上，\n再扫它", "Stick it on,\nthen scan it"),
    "packing.ui.waybill": Message("运单号", "Waybill"),
    "packing.ui.cage_n": Message("{cage} 笼车", "Cage {cage}"),
    "packing.ui.in_cage": Message("已装 {n} 个", "{n} parcels in"),
    "packing.ui.stopped": Message("{parcel} 不能再往下做", "{parcel} must not go on"),
    "packing.ui.park_it": Message("放到一边：扫“暂存”", "Put it aside: scan Park"),
    "packing.ui.park_it_say": Message(
        "箱子连货放进暂存位，等主管或平台决定",
        "Box and goods go into a slot until somebody decides",
    ),
    "packing.ui.empty_it": Message(
        "订单取消了：把货拿出来", "The order is cancelled: take everything out"
    ),
    "packing.ui.empty_it_say": Message(
        "货放进待放回箱，再扫“暂存”或下一个周转箱",
        "Put the goods into the put-back tote, then scan Park or the next tote",
    ),
    "packing.ui.again_means_this": Message(
        "再扫一次“补打”就是这个", "Scanning REPRINT once more means this"
    ),
    "packing.ui.same_number": Message("单号不变", "Same number"),
    "packing.ui.same_number_say": Message(
        "补打的面单印有“补打”和次数，旧的那张撕掉",
        "The copy is marked and counted; tear up the old one",
    ),
    "packing.ui.no_reprint_yet": Message(
        "还没有面单可以补打", "There is no label yet to print again"
    ),
    "packing.ui.reprinting": Message(
        "补打第 {n} 张，旧的撕掉", "Copy {n} is coming; tear up the old one"
    ),
    "packing.ui.forced_how": Message(
        "主管扫工牌、输密码、写原因。扫“撤销”关掉",
        "Scan the badge, type the PIN and why. UNDO closes this",
    ),
    "packing.ui.forced_done": Message(
        "已放行，看板有记录", "Let through; it shows on the board"
    ),
    "packing.ui.cmd_spare": Message("代打", "Spare printer"),
    "packing.ui.ask_spare": Message("扫代打工位的码", "Scan the bench that stands in"),
    "packing.ui.spare_which": Message("标签到哪个工位出？", "Where shall the labels come out?"),
    "packing.ui.spare_own": Message("用回自己的打印机", "Back to this bench's own printer"),
    "packing.ui.spare_used": Message("标签到 {bench} 取", "Fetch labels at {bench}"),
    "packing.ui.spare_moved": Message(
        "在等的 {n} 张一起过去了", "{n} labels that waited went along"
    ),
    "packing.ui.spare_back": Message("标签又在这里出了", "Labels come out here again"),
    "packing.ui.spare_back_say": Message(
        "已经送到代打工位的，还在那里出", "What was sent to the other bench comes out there"
    ),
    "packing.ui.spare_hint": Message("拿对面单", "Take the right label"),
    "packing.ui.spare_hint_say": Message(
        "那里也出别人的面单，贴之前照样扫一遍",
        "Other people's labels come out there too: scan yours before you stick it on, as ever",
    ),
    "packing.ui.no_spare": Message(
        "没有语言和尺寸都合适的打印机可以代打",
        "No printer of the same language and label size can stand in",
    ),
    "packing.ui.printer_ready": Message("有纸", "Paper in"),
    "packing.ui.printer_unknown": Message("打印机", "Printer"),
    "packing.ui.printer_none": Message("没有打印机", "No printer"),
    "packing.ui.printer_trouble": Message("打印机有问题", "Printer trouble"),
}
