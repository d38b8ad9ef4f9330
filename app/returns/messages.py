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
    "returns.photo_unreadable": Message(
        "这不是能读的照片，请拍 JPEG、PNG 或 WebP",
        "This is no readable picture; send JPEG, PNG or WebP",
        Tone.NO,
        422,
    ),
    "returns.photo_damaged": Message(
        "这张照片打不开：密钥不对或文件被改过，找管理员",
        "This photo cannot be opened: its key is missing or it was changed. "
        "Tell an administrator",
        Tone.WARN,
        409,
    ),
    "returns.too_many_photos": Message(
        "一张退货单最多 {most} 张照片", "A return has at most {most} photos", Tone.NO, 409
    ),
    "returns.photo_unknown": Message("没有这张照片", "There is no such photo", Tone.NO, 404),
    "returns.ui.desk": Message("退货台", "Returns desk"),
    "returns.ui.scan_box": Message("扫箱子上的任意码", "Scan any code on it"),
    "returns.ui.first": Message("先", "First"),
    "returns.ui.scan_box_word": Message("扫箱子", "Scan the box"),
    "returns.ui.scan_box_more": Message(
        "退货运单、退货单号、原运单或订单号都行",
        "Return waybill, RMA, old waybill or order number",
    ),
    "returns.ui.next": Message("接着", "Next"),
    "returns.ui.scan_unit_word": Message("扫商品", "Scan a unit"),
    "returns.ui.scan_unit_more": Message(
        "一件一件从箱子里拿出来扫", "Take them out of the box one by one"
    ),
    "returns.ui.scan_unit": Message("扫一件商品", "Scan a unit"),
    "returns.ui.scan_grade": Message("扫评级 A B C S", "Scan grade A B C S"),
    "returns.ui.scan_shelf": Message("扫要放进的库位", "Scan the bin it goes into"),
    "returns.ui.no_code": Message("箱子上没有码？", "No code on the box?"),
    "returns.ui.receive_blind": Message("按无主退货收下", "Receive it blind"),
    "returns.ui.return": Message("退货单", "Return"),
    "returns.ui.announced": Message("已预告", "Announced"),
    "returns.ui.matched": Message("已对上", "Matched"),
    "returns.ui.blind": Message("无主退货", "Blind"),
    "returns.ui.again": Message("接着做", "Going on"),
    "returns.ui.order": Message("订单", "Order"),
    "returns.ui.hub_no": Message("平台单号", "Hub's no."),
    "returns.ui.rma": Message("退货单号", "RMA"),
    "returns.ui.waybill": Message("退货运单", "Waybill"),
    "returns.ui.open_returns": Message("没做完的退货", "Open returns"),
    "returns.ui.now": Message("现在", "now"),
    "returns.ui.to_grade": Message("待评级", "to grade"),
    "returns.ui.to_scan": Message("还差 {n} 件", "{n} to scan"),
    "returns.ui.scrapped": Message("已报废", "scrapped"),
    "returns.ui.step_box": Message("对单", "Match"),
    "returns.ui.step_units": Message("扫件", "Units"),
    "returns.ui.step_grade": Message("评级", "Grade"),
    "returns.ui.step_shelf": Message("上架", "Put away"),
    "returns.ui.which_grade": Message("评几级？扫或按", "Which grade? Scan or press"),
    "returns.ui.grade_a": Message("和新的一样", "As new"),
    "returns.ui.grade_a_more": Message("扫上架才算库存", "Stock after the shelf scan"),
    "returns.ui.grade_b": Message("拆过", "Opened"),
    "returns.ui.grade_b_more": Message("不给普通订单", "Not for normal orders"),
    "returns.ui.grade_c": Message("坏了", "Damaged"),
    "returns.ui.grade_c_more": Message("拍照留底", "Take a photo"),
    "returns.ui.grade_s": Message("报废", "Scrap"),
    "returns.ui.grade_s_more": Message("要第二个人的工牌", "A second badge"),
    "returns.ui.never_a": Message("这种商品不能评 A", "Never for this product"),
    "returns.ui.notice": Message(
        "退款通知只发一次：评完级时", "Refund notice: sent once, when grading closes"
    ),
    "returns.ui.notice_sent": Message("退款通知已发给平台", "The hub has been told"),
    "returns.ui.scanned": Message("扫到了", "Scanned"),
    "returns.ui.surprise": Message("不在单里", "Not on the list"),
    "returns.ui.graded": Message("{grade} 级", "Grade {grade}"),
    "returns.ui.put_into": Message("{grade} 级，放进", "Grade {grade}: put into"),
    "returns.ui.any_shelf": Message("拣货位", "a pick bin"),
    "returns.ui.any_returns_bin": Message("退货位", "returns bin"),
    "returns.ui.shelf_a": Message(
        "扫拣货位或备货位，扫了才算库存", "Scan a pick or reserve bin; then it is stock"
    ),
    "returns.ui.shelf_b": Message("扫退货位或隔离位", "Scan a returns or quarantine bin"),
    "returns.ui.is_stock": Message("{bin}，已是库存", "{bin}: it is stock now"),
    "returns.ui.is_kept": Message("放在 {bin}", "Kept in {bin}"),
    "returns.ui.shelved": Message("放好了", "Put away"),
    "returns.ui.closed": Message("这单做完了", "Return done"),
    "returns.ui.finish": Message("没有了，评完", "No more units"),
    "returns.ui.finished": Message("评级完成", "Grading done"),
    "returns.ui.all_graded": Message(
        "现在没有等评级的。扫下一件，或者按“没有了，评完”",
        "Nothing waits for a grade: scan the next unit, or press “No more units”",
    ),
    "returns.ui.leave": Message("换一单", "Other return"),
    "returns.ui.photo": Message("拍照", "Photo"),
    "returns.ui.another_photo": Message("再拍一张", "Another"),
    "returns.ui.photo_kept": Message("照片存好了", "Photo kept"),
    "returns.ui.refused": Message("没做成", "Not done"),
    "returns.ui.second": Message("报废要两个人", "Scrap takes two people"),
    "returns.ui.second_badge": Message("请同事扫工牌", "A colleague scans their badge"),
    "returns.ui.second_pin": Message(
        "请同事输密码，回车", "The colleague types the PIN, then Enter"
    ),
    "returns.state.expected": Message("待到", "expected"),
    "returns.state.received": Message("已收", "received"),
    "returns.state.grading": Message("评级中", "grading"),
    "returns.state.graded": Message("待上架", "to put away"),
    "returns.state.closed": Message("已完成", "closed"),
    "returns.ui.nobody": Message("没人报过", "Not announced"),
}
