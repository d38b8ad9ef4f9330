"""What a packer is told."""

from app.i18n import Message, Tone

MESSAGES = {
    # refusals of the steps
    "packing.unknown_code": Message(
        "不认识“{scanned}”。请扫周转箱、订单号或包裹号",
        "“{scanned}” is not known here: scan a tote, an order or a parcel",
        Tone.NO,
        404,
    ),
    "packing.unknown_parcel": Message(
        "没有包裹 {parcel_no}", "There is no parcel {parcel_no}", Tone.NO, 404
    ),
    "packing.unknown_box": Message("没有纸箱“{box}”", "There is no box “{box}”", Tone.NO, 404),
    "packing.tote_empty": Message("周转箱 {tote} 是空的", "Tote {tote} is empty", Tone.NO, 409),
    "packing.tote_going_back": Message(
        "周转箱 {tote} 里的货要放回库位，不能打包",
        "What is in tote {tote} goes back into bins; it cannot be packed",
        Tone.STOP,
        409,
    ),
    "packing.not_picked": Message(
        "订单 {order_no} 现在不能打包，可能还没拣完",
        "Order {order_no} cannot be packed now; it may not be picked yet",
        Tone.NO,
        409,
    ),
    "packing.other_bench": Message(
        "{order_no} 在工位 {bench}（{person}）。要接手请扫“接手”",
        "{order_no} is at bench {bench} ({person}); take it over if that is right",
        Tone.WARN,
        409,
    ),
    "packing.other_person": Message(
        "订单 {order_no} 现在由 {person} 在工位 {bench} 处理",
        "{person} has order {order_no} at bench {bench} now",
        Tone.WARN,
        409,
    ),
    "packing.bench_busy": Message(
        "工位 {bench} 还有订单 {order_no} 没做完，先做完或先放一边",
        "Bench {bench} still has order {order_no}: finish it or park it",
        Tone.WARN,
        409,
    ),
    "packing.not_open": Message(
        "订单 {order_no} 没有在工位打开，先扫周转箱",
        "Order {order_no} is open at no bench: scan its tote first",
        Tone.NO,
        409,
    ),
    "packing.no_order_left": Message(
        "周转箱 {tote} 里没有订单要这件，放进待放回箱",
        "No order of tote {tote} wants this one: put it into the put-back tote",
        Tone.NO,
        409,
    ),
    "packing.closed": Message(
        "包裹 {parcel_no} 已经到下一步了（{state}），不能再改",
        "Parcel {parcel_no} cannot be changed any more: it is {state}",
        Tone.NO,
        409,
    ),
    "packing.too_early": Message(
        "包裹 {parcel_no} 还不能称重，还差：{missing}",
        "Parcel {parcel_no} is not ready for the scale; missing: {missing}",
        Tone.NO,
        409,
    ),
    "packing.nothing_left": Message(
        "订单 {order_no} 没有剩下的货，不用再开一箱",
        "Order {order_no} has nothing left for another box",
        Tone.NO,
        409,
    ),
    "packing.nothing_missing": Message(
        "包裹 {parcel_no} 什么也不缺", "Parcel {parcel_no} lacks nothing", Tone.NO, 409
    ),
    "packing.override_early": Message(
        "第二次重量不对才能找主管放行（现在 {blocks} 次），先开箱复核",
        "A forced pass may be asked for from the second block on (now {blocks}): check again",
        Tone.NO,
        409,
    ),
    "packing.gate_too_wide": Message(
        "重量误差要大于 0，最多 {most}%，{percent} 不行",
        "The tolerance is above 0 and at most {most} percent, not {percent}",
        Tone.NO,
        422,
    ),
    # what a scan came to
    "packing.say.ok": Message(
        "{item}：{packed}/{wanted}", "{item}: {packed} of {wanted}", Tone.OK, 200
    ),
    "packing.say.task_done": Message(
        "{item} 齐了，还差 {left} 件", "{item} complete, {left} still to scan", Tone.OK, 200
    ),
    "packing.say.list_done": Message("全部扫齐了", "Everything is in", Tone.DONE, 200),
    "packing.say.taken_out": Message(
        "{item} 取出，剩 {packed}/{wanted}",
        "{item} taken out: {packed} of {wanted}",
        Tone.OK,
        200,
    ),
    "packing.bounce": Message(
        "同一件连扫了两次，只算一件", "Read twice by one trigger; counted once", Tone.WARN, 200
    ),
    "packing.scan_unknown": Message(
        "不认识“{scanned}”，请扫商品条码",
        "“{scanned}” is no known barcode: scan the item",
        Tone.NO,
        200,
    ),
    "packing.scan_an_item": Message(
        "{scanned} 是周转箱，这一步扫商品",
        "{scanned} is a tote; scan an item here",
        Tone.NO,
        200,
    ),
    "packing.scan_wrong_item": Message(
        "这是{scanned}，这单要{wanted}。手里这件放进待放回箱",
        "This is {scanned}; this order wants {wanted}. Put it into the put-back tote",
        Tone.NO,
        200,
    ),
    "packing.scan_over": Message(
        "{item} 只要 {wanted} 件，多的放进待放回箱",
        "{item}: only {wanted} wanted; put the rest into the put-back tote",
        Tone.WARN,
        200,
    ),
    "packing.parcel_full": Message(
        "再放就超过 {most_kg} 公斤了，还能放 {fits} 件。请封箱，再开一箱",
        "That would go above {most_kg} kg; {fits} more fit. Close this box, begin another",
        Tone.WARN,
        200,
    ),
    "packing.scan_each": Message(
        "{item} 太轻，秤看不出少一件，请一件一件扫",
        "{item} is too light for the scale to miss one: scan each",
        Tone.WARN,
        200,
    ),
    "packing.type_again": Message(
        "请再输一次确认：{item} {units} 件",
        "Once more to be sure: {units} of {item}",
        Tone.WARN,
        200,
    ),
    "packing.not_inside": Message(
        "箱里没有“{scanned}”这么多", "So many of “{scanned}” are not in the box", Tone.NO, 200
    ),
    # the gate
    "packing.weight.inside": Message(
        "重量对：{grams} 克（{off} 克）",
        "Weight is right: {grams} g ({off} g)",
        Tone.OK,
        200,
    ),
    "packing.weight.outside": Message(
        "重量不对：差 {off} 克，不能打面单。请开箱复核",
        "Weight is off by {off} g: no label. Open the box and check again",
        Tone.NO,
        409,
    ),
    "packing.weight.no_reading": Message(
        "秤没有读数，检查电源和线，再称一次",
        "The scale gives no reading: check power and cable, then weigh again",
        Tone.NO,
        409,
    ),
    "packing.weight.unstable": Message(
        "手离开，别晃，等秤稳了再称",
        "Hands off, hold still: the scale is still moving",
        Tone.WARN,
        409,
    ),
    "packing.weight.stale": Message(
        "读数太旧了，请重新放上去再称",
        "That reading is too old: lay it on again and weigh",
        Tone.WARN,
        409,
    ),
    "packing.weight.negative": Message(
        "读数是负的：清空秤盘、归零、再称",
        "The reading is below zero: clear the pan, zero it, weigh again",
        Tone.WARN,
        409,
    ),
    "packing.weight.zero": Message(
        "秤上没有东西，请放上包裹",
        "Nothing lies on the scale: put the parcel on",
        Tone.WARN,
        409,
    ),
    "packing.weight.overload": Message(
        "超过秤的最大称量，请分箱",
        "Too heavy for this scale: use another box too",
        Tone.NO,
        409,
    ),
    "packing.weight.unit_changed": Message(
        "秤的单位变了，请改回来再称",
        "The scale's unit has changed: set it back, then weigh again",
        Tone.NO,
        409,
    ),
    "packing.weight.not_zeroed": Message(
        "上一个包裹之后秤没有归零：拿下来，等它归零，再放上去",
        "The pan was not empty since the last parcel: take it off, let it read zero, lay it on",
        Tone.WARN,
        409,
    ),
    "packing.weight.nan": Message(
        "读数不是数字，请再称一次", "The reading is no number: weigh again", Tone.NO, 409
    ),
    "packing.weight.other_parcel": Message(
        "这个读数是另一个包裹的，请重新称",
        "That reading belongs to another parcel: weigh again",
        Tone.NO,
        409,
    ),
    "packing.weight.unprovable": Message(
        "{skus} 没有标准重量，没法验证：先录入重量，或找主管",
        "No weight is known for {skus}: enter it first, or call a supervisor",
        Tone.WARN,
        409,
    ),
    # words for what is missing
    "packing.missing.units": Message("还没放货", "nothing is in it"),
    "packing.missing.all_units": Message("还有货没扫", "units still to scan"),
    "packing.missing.recheck": Message("还没复核完", "units still to re-check"),
    "packing.missing.box": Message("还没选纸箱", "no box chosen"),
    "packing.state.open": Message("打包中", "open"),
    "packing.state.sealed": Message("待称重", "ready to weigh"),
    "packing.state.weighed": Message("已称重", "weighed"),
    "packing.state.blocked": Message("重量不对", "blocked"),
    "packing.state.archived": Message("已预打单", "pre-printed"),
    "packing.state.confirmed": Message("已确认", "confirmed"),
    "packing.state.labelled": Message("面单已出", "labelled"),
    "packing.state.attached": Message("已贴单", "attached"),
    "packing.state.caged": Message("已入笼", "in its cage"),
    "packing.state.handed_over": Message("已交接", "handed over"),
    "packing.state.void": Message("作废", "void"),
}

UI = {
    "packing.ui.which_bench": Message("这是哪个打包台？", "Which bench is this?"),
    "packing.ui.which_bench_say": Message(
        "扫台上的条码，或点一下", "Scan the code on it, or press"
    ),
    "packing.ui.no_benches": Message(
        "还没有打包台，请管理员导入", "No benches yet; ask an administrator to import them"
    ),
    "packing.ui.ask_bench": Message("扫打包台", "Scan the bench"),
    "packing.ui.ask_tote": Message("扫周转箱", "Scan a tote"),
    "packing.ui.ask_item": Message("扫一件商品", "Scan an item"),
    "packing.ui.ask_check": Message("扫下一件", "Scan the next item"),
    "packing.ui.ask_box": Message("选纸箱", "Choose the box"),
    "packing.ui.ask_weigh": Message("等秤稳定", "Waiting for the scale"),
    "packing.ui.ask_blocked": Message("每件重新扫", "Scan every unit again"),
    "packing.ui.ask_confirm": Message("扫“确认”", "Scan Confirm"),
    "packing.ui.ask_label": Message("面单打印中", "Label is printing"),
    "packing.ui.ask_stick": Message("贴好后扫面单", "Stick it on, scan it"),
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
        "秤要归零，打印机要有纸", "The scale reads zero, the printer has paper"
    ),
    "packing.ui.by_scanner": Message("全程用扫描枪", "All by scanner"),
    "packing.ui.by_scanner_say": Message(
        "命令卡上的条码代替鼠标：确认、缺货、暂存、补打、撤销、主管",
        "The codes on the command card replace the mouse: confirm, short, park, reprint, undo, supervisor",
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
    "packing.ui.adds_up": Message("重量怎么来的", "How it adds up"),
    "packing.ui.more_lines": Message("另外 {n} 行", "{n} more lines"),
    "packing.ui.filler": Message("填充", "Filler"),
    "packing.ui.expected": Message("应重", "Expected"),
    "packing.ui.weight_right": Message("重量对", "Weight is right"),
    "packing.ui.making_preview": Message(
        "正在预打单，不用按", "Making the preview, nothing to press"
    ),
    "packing.ui.hold_still": Message("放稳，手离开", "Hands off, hold still"),
    "packing.ui.hold_still_say": Message(
        "秤还在动，没有判定，也没有拦",
        "The scale is still moving. No decision yet, and nothing is blocked",
    ),
    "packing.ui.put_on": Message("把包裹放上秤", "Put the parcel on"),
    "packing.ui.put_on_say": Message("秤已归零", "The scale reads zero"),
    "packing.ui.take_off": Message("先拿下，让秤归零", "Take it off, let it zero"),
    "packing.ui.take_off_say": Message(
        "上一个包裹之后还没归零", "It has not read zero since the last parcel"
    ),
    "packing.ui.scale_trouble": Message("秤没有读数", "No reading"),
    "packing.ui.scale_trouble_say": Message(
        "看看电源和线，或把包裹暂存", "Look at its plug and cable, or park the parcel"
    ),
    "packing.ui.scale_silent": Message("秤没声音", "silent"),
    "packing.ui.scale_none": Message("没有秤", "no scale"),
    "packing.ui.scale_disconnected": Message("秤断开", "disconnected"),
    "packing.ui.scale_unstable": Message("在动", "moving"),
    "packing.ui.scale_overload": Message("超载", "overload"),
    "packing.ui.scale_under_zero": Message("低于零", "under zero"),
    "packing.ui.scale_ok": Message("秤正常", "ready"),
    "packing.ui.likely": Message("最可能", "Most likely"),
    "packing.ui.missing": Message("少了 {n} 件 {goods}？", "{n} × {goods} missing?"),
    "packing.ui.too_many": Message("多了 {n} 件 {goods}？", "{n} × {goods} too many?"),
    "packing.ui.check_again": Message(
        "打开箱子，每件重新扫。复核和重称随时可以",
        "Open the box and scan every unit again. Re-checking and re-weighing are always allowed",
    ),
    "packing.ui.forced": Message("强制放行", "Forced pass"),
    "packing.ui.forced_say": Message(
        "第二次拦下后可用：主管扫工牌、输 PIN、写原因，看板会记",
        "From the second block on: the supervisor scans a badge, types the PIN and a reason. It shows on the board.",
    ),
    "packing.ui.force": Message("放行", "Let it pass"),
    "packing.ui.reason": Message("原因", "Reason"),
    "packing.ui.archived": Message("预打单已存档", "Pre-print archived"),
    "packing.ui.the_preprint": Message("预打单", "Pre-print"),
    "packing.ui.the_label": Message("面单", "Label"),
    "packing.ui.coming": Message("面单出来了吗…", "Label is coming"),
    "packing.ui.print_failed": Message("没打出来", "It did not print"),
    "packing.ui.print_failed_say": Message(
        "看看纸和机盖，再扫“补打”", "Look at paper and lid, then scan Reprint"
    ),
    "packing.ui.print_unknown": Message("出来了吗？", "Did it come out?"),
    "packing.ui.print_unknown_say": Message(
        "出来了就扫它；没有就扫“补打”", "If it did, scan it; if not, scan Reprint"
    ),
    "packing.ui.stick_say": Message(
        "要是别的包裹的面单，会拦下", "Another parcel's label is refused"
    ),
    "packing.ui.cage": Message("放进笼", "Into cage"),
    "packing.ui.into_cage": Message("放进 {cage} 号笼", "Into cage {cage}"),
    "packing.ui.parked": Message("已暂存", "Parked"),
    "packing.ui.parked_say": Message(
        "放到暂存位 {slot}，任何台都能接着打", "Put it into slot {slot}; any bench can go on"
    ),
    "packing.ui.short_say": Message(
        "放到暂存位 {slot}，等主管或平台决定",
        "Put it into slot {slot}; the hub or a supervisor decides",
    ),
    "packing.ui.undo_say": Message(
        "没有可以撤销的扫描；每件重新扫就是复核",
        "Nothing to take back; scanning every unit again is the re-check",
    ),
    "packing.ui.why_reprint": Message("为什么补打？", "Why print it again?"),
    "packing.ui.reason_unreadable": Message("扫不出来", "Cannot be scanned"),
    "packing.ui.reason_torn": Message("撕坏了", "Torn"),
    "packing.ui.reason_never_came": Message("没有出来", "It never came out"),
}

MESSAGES |= UI
