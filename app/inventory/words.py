"""Words on the put-back page."""

from app.i18n import Message

UI = {
    "inventory.ui.putback": Message("放回库位", "Put back"),
    "inventory.ui.ask_order": Message("扫箱或订单号", "Scan tote or order"),
    "inventory.ui.ask_unit": Message("扫一件商品", "Scan a unit"),
    "inventory.ui.ask_bin": Message("扫库位", "Scan the bin"),
    "inventory.ui.ask_done": Message("扫箱或订单号", "Scan tote or order"),
    "inventory.ui.what_waits": Message("等着放回的", "Waiting to go back"),
    "inventory.ui.nothing": Message("没有要放回的货", "Nothing has to go back"),
    "inventory.ui.nothing_say": Message(
        "取消的订单会出现在这里", "Cancelled orders show up here"
    ),
    "inventory.ui.units": Message("{n} 件 · {places}", "{n} units · {places}"),
    "inventory.ui.take_from": Message("从这里拿", "Take from"),
    "inventory.ui.into_bin": Message("放进库位", "Into bin"),
    "inventory.ui.any_bin": Message("找个空位", "any free bin"),
    "inventory.ui.or_bin": Message("也可以：{bins}", "or: {bins}"),
    "inventory.ui.at_bin": Message("放进这里的商品", "What goes in here"),
    "inventory.ui.left": Message("还有 {n} 件", "{n} left"),
    "inventory.ui.in_hand": Message("手里 {n} 件", "{n} in hand"),
    "inventory.ui.all_back": Message("全部放回了", "All are back"),
    "inventory.ui.others": Message("别的订单", "Other orders"),
    "inventory.ui.not_waiting": Message(
        "“{scanned}”没有要放回的货", "Nothing of “{scanned}” has to go back"
    ),
    "inventory.ui.not_now": Message("现在不行", "Not now"),
    "inventory.ui.place_tote": Message("周转箱 {code}", "tote {code}"),
    "inventory.ui.place_parcel": Message("包裹 {code}", "parcel {code}"),
    "inventory.ui.place_desk": Message("退货台 {code}", "desk {code}"),
}
