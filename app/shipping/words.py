"""Words on the dispatch page."""

from app.i18n import Message
from app.shipping.batch_words import BATCH_WORDS

UI = {
    "shipping.ui.dispatch": Message("发货", "Dispatch"),
    "shipping.ui.cages": Message("笼车", "Cages"),
    "shipping.ui.cages_say": Message(
        "扫笼车就往里放；扫交接单就装车",
        "Scan a cage to sort into it, or a manifest to load a vehicle",
    ),
    "shipping.ui.ask_home": Message("扫笼车或交接单", "Scan a cage or manifest"),
    "shipping.ui.ask_cage": Message("扫面单", "Scan a label"),
    "shipping.ui.ask_load": Message("扫面单", "Scan a label"),
    "shipping.ui.ask_new": Message("选承运商", "Choose the carrier"),
    "shipping.ui.ask_close": Message("签收人签名", "Who takes them?"),
    "shipping.ui.ask_closed": Message("扫笼车或交接单", "Scan a cage or manifest"),
    "shipping.ui.into_cage": Message("放进笼车", "Into cage"),
    "shipping.ui.in_cage": Message("笼里有", "In the cage"),
    "shipping.ui.parcels": Message("个", "parcels"),
    "shipping.ui.parcel": Message("个", "parcel"),
    "shipping.ui.just_now": Message("刚才", "Just now"),
    "shipping.ui.open_sheets": Message("没走的车", "Vehicles at the dock"),
    "shipping.ui.gone_sheets": Message("已经走的", "Gone"),
    "shipping.ui.no_sheets": Message("没有车在装", "No vehicle is being loaded"),
    "shipping.ui.new_sheet": Message("来了一辆车", "A vehicle has come"),
    "shipping.ui.whose": Message("哪家的车？", "Whose vehicle?"),
    "shipping.ui.vehicle": Message("车牌（可不填）", "Number plate (may stay empty)"),
    "shipping.ui.driver": Message("司机（可不填）", "Driver (may stay empty)"),
    "shipping.ui.driver_is": Message("司机", "Driver"),
    "shipping.ui.sign_here": Message("用手指在这里签名", "Sign here with a finger"),
    "shipping.ui.sign_again": Message("重签", "Clear"),
    "shipping.ui.signed": Message("签收", "Signed"),
    "shipping.ui.stay": Message("留在笼里", "Stay in the cage"),
    "shipping.ui.stay_say": Message(
        "笼里还有 {n} 个没扫上车，这次不走", "{n} in the cage were not scanned: they stay"
    ),
    "shipping.ui.on_board": Message("已上车", "On board"),
    "shipping.ui.carrier": Message("承运商", "Carrier"),
    "shipping.ui.sheet": Message("交接单", "Manifest"),
    "shipping.ui.plate": Message("车牌", "Vehicle"),
    "shipping.ui.weight": Message("总重", "Weight"),
    "shipping.ui.nothing_on": Message(
        "扫一个面单，就算上车", "Scan a label: its parcel is on board"
    ),
    "shipping.ui.more": Message("还有 {n} 个", "{n} more"),
    "shipping.ui.cmd_close": Message("发车", "It leaves"),
    "shipping.ui.cmd_back": Message("返回", "Back"),
    "shipping.ui.cmd_new": Message("新的车", "New vehicle"),
    "shipping.ui.signed_by": Message("谁收走的？签名", "Who took them? Name"),
    "shipping.ui.close_say": Message(
        "发车后，这 {n} 个包裹就算已发货，不能再改",
        "Then these {n} parcels are shipped; it cannot be undone",
    ),
    "shipping.ui.close": Message("发车", "Let it leave"),
    "shipping.ui.closed": Message("车已发走", "It has left"),
    "shipping.ui.closed_say": Message(
        "{n} 个包裹交给了 {carrier}", "{n} parcels went with {carrier}"
    ),
    "shipping.ui.print_sheet": Message("打印交接单", "Print the manifest"),
    "shipping.ui.not_now": Message("现在不行", "Not now"),
    "shipping.ui.wrong": Message("放错了", "Wrong place"),
    "shipping.ui.nothing_yet": Message("还没有包裹上车", "Nothing is on board yet"),
    "shipping.ui.no_cages": Message(
        "还没有承运商，请管理员导入", "No carriers yet; ask an administrator to import them"
    ),
    "shipping.ui.unknown_here": Message(
        "“{scanned}”不是笼车，也不是交接单：先扫笼车",
        "“{scanned}” is no cage and no manifest: scan a cage first",
    ),
}

UI |= BATCH_WORDS
