"""What a packer is told."""

from app.i18n import Message, Tone
from app.packing.gate_words import GATE
from app.packing.weight_words import WEIGHTS
from app.packing.words import UI

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
    "packing.tote_for_wall": Message(
        "周转箱 {tote} 是总拣的货，先送播种墙分单",
        "Tote {tote} was picked in total; it goes to the put wall first",
        Tone.NO,
        409,
    ),
    "packing.ui.several_totes": Message(
        "这一单分在 {n} 个箱里，都拿来：{totes}", "It lies in {n} totes, fetch all: {totes}"
    ),
    "packing.not_sorted": Message(
        "订单 {order_no} 还有 {units} 件没播种，先到播种墙分齐",
        "{units} units of order {order_no} are not sorted yet; the put wall comes first",
        Tone.NO,
        409,
    ),
    "packing.not_picked": Message(
        "订单 {order_no} 现在不能打包，可能还没拣完",
        "Order {order_no} cannot be packed now; it may not be picked yet",
        Tone.NO,
        409,
    ),
    "packing.other_bench": Message(
        "{order_no} 在打包台 {bench}（{person}）。确定要接手，就按“接手”",
        "{order_no} is at bench {bench} ({person}); press Take over if that is right",
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
    "packing.tote_is_open": Message(
        "周转箱 {scanned} 就是这一单的，扫里面的商品",
        "Tote {scanned} is this order's: scan what lies in it",
        Tone.WARN,
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
    # a confirmed parcel whose carrier gave no number
    "packing.ui.no_number": Message("没有拿到运单号", "No waybill number"),
    "packing.ui.park_no_number": Message("先放一边", "Park it"),
    "packing.ui.park_no_number_say": Message(
        "放进暂存格，接着打下一单；有了号再扫它", "Into a numbered slot, on with the next one"
    ),
    "packing.ui.ask_again": Message("再要一次号", "Ask once more"),
    "packing.ui.ask_again_say": Message(
        "原因解决了才有用", "It helps once the reason is mended"
    ),
    "packing.ui.cmd_ask_again": Message("再要号", "Ask again"),
    "packing.ui.other_carrier": Message("换快递或改地址", "Another carrier or address"),
    "packing.ui.other_carrier_say": Message(
        "主管在订单 {order_no} 的页面上换快递，或让平台改地址。改好后这里接着打单",
        "A supervisor changes the carrier on the page of order {order_no}, or the shop the "
        "address. This bench then goes on by itself",
    ),
    "packing.ui.comes_itself": Message("系统会去查", "The system asks"),
    "packing.ui.comes_itself_say": Message(
        "1、5、15 分钟后各查一次，查到就自己打面单。不会要第二个号",
        "After 1, 5 and 15 minutes; the label comes by itself then. No second number is asked",
    ),
    "packing.ui.keep_upright": Message("朝上放：{goods}", "This side up: {goods}"),
    "packing.ui.fragile": Message("易碎，放最上面：{goods}", "Fragile, on top: {goods}"),
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

MESSAGES |= UI | GATE | WEIGHTS
