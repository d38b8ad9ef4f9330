"""What people at the returns desk are told."""

from app.i18n import Message, Tone

MESSAGES = {
    "returns.unknown": Message(
        "没有退货单 {return_no}", "There is no return {return_no}", Tone.NO, 404
    ),
    "returns.unknown_unit": Message(
        "退货单 {return_no} 里没有这一件：{unit}",
        "Return {return_no} has no unit {unit}",
        Tone.NO,
        404,
    ),
    "returns.unmatched": Message(
        "没人报过“{scanned}”。再扫一次，按无主退货收下",
        "Nobody announced “{scanned}”; scan it again to receive it blind",
        Tone.WARN,
        404,
    ),
    "returns.ambiguous": Message(
        "“{scanned}”对应几个订单：{orders}，请扫运单号",
        "“{scanned}” is the number of several orders: {orders}; scan the waybill",
        Tone.WARN,
        409,
    ),
    "returns.not_shipped": Message(
        "订单 {order_no} 还没出库，货请走放回库位",
        "Order {order_no} never left: put its goods back into bins",
        Tone.NO,
        409,
    ),
    "returns.unnamed": Message(
        "退货预告要有退货单号、退货运单号或订单号",
        "An announced return needs an RMA, a return waybill or an order number",
        Tone.NO,
        422,
    ),
    "returns.unknown_code": Message(
        "不认识这个码：{scanned}", "Nobody knows the code {scanned}", Tone.NO, 404
    ),
    "returns.too_many": Message(
        "一张退货单最多 {most} 件", "A return has at most {most} units", Tone.NO, 409
    ),
    "returns.never_a": Message(
        "{sku} 退回来不能再当新品卖，不能评 A",
        "{sku} can never be sold as new again: not A",
        Tone.NO,
        409,
    ),
    "returns.second_person": Message(
        "报废要第二个人扫工牌、输密码",
        "Scrap wants the badge and PIN of a second person",
        Tone.WARN,
        409,
    ),
    "returns.reported": Message(
        "这一件已按 {grade} 报给平台，不能改了",
        "The hub has been told {grade} for this unit; it cannot be changed",
        Tone.NO,
        409,
    ),
    "returns.not_graded": Message(
        "先评级，再上架", "Grade it first, then put it away", Tone.NO, 409
    ),
    "returns.put_away_already": Message(
        "这一件已经离开退货台", "This unit has left the desk already", Tone.WARN, 409
    ),
    "returns.wrong_bin": Message(
        "{grade} 级不能放进 {bin}，{bin_for}",
        "Grade {grade} does not go into {bin}: {bin_for}",
        Tone.NO,
        409,
    ),
    "returns.bin_for.a": Message("请放拣货位或备货位", "use a pick or reserve bin"),
    "returns.bin_for.b": Message("请放退货位或隔离位", "use a returns or quarantine bin"),
    "returns.no_bin": Message("请扫库位", "Scan the bin", Tone.NO, 422),
    "returns.ungraded": Message(
        "还有 {units} 件没评级", "{units} units are not graded yet", Tone.WARN, 409
    ),
    "returns.photo_missing": Message("没有收到照片", "No photo came", Tone.NO, 422),
    "returns.photo_too_large": Message(
        "照片太大，最多 {megabytes} MB",
        "The photo is too large: at most {megabytes} MB",
        Tone.NO,
        413,
    ),
    "returns.photo_unreadable": Message(
        "这不是能读的照片，请拍 JPEG、PNG 或 WebP",
        "This is no readable picture; send JPEG, PNG or WebP",
        Tone.NO,
        422,
    ),
    "returns.too_many_photos": Message(
        "一张退货单最多 {most} 张照片", "A return has at most {most} photos", Tone.NO, 409
    ),
    "returns.photo_unknown": Message("没有这张照片", "There is no such photo", Tone.NO, 404),
}
