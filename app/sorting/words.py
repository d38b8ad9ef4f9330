"""Words on the put wall's pages."""

from app.i18n import Message

UI = {
    "sorting.ui.wall_n": Message("播种墙 {wall}", "Put wall {wall}"),
    "sorting.ui.which": Message("这是哪面播种墙？", "Which put wall is this?"),
    "sorting.ui.row": Message(
        "{slots} 格 · 空 {free} · 满 {full}", "{slots} slots · {free} free · {full} full"
    ),
    "sorting.ui.none": Message(
        "还没有播种墙：把格子作为库位导入，类型 wall",
        "No put wall yet: import its slots as bins of the kind wall",
    ),
    "sorting.ui.ask_slot": Message("扫墙上任意一格", "Scan any slot"),
    "sorting.ui.ask_tote": Message("扫总拣的周转箱", "Scan a tote"),
    "sorting.ui.ask_item": Message("扫一件商品", "Scan an item"),
    "sorting.ui.ask_put": Message("放好扫 {slot}，或下一件", "Put, scan {slot} or next"),
    "sorting.ui.ask_into": Message("扫周转箱", "Scan a tote"),
    "sorting.ui.put_into": Message("放 {n} 件到", "Put {n} into"),
    "sorting.ui.empty": Message("取空", "Empty"),
    "sorting.ui.next_tote": Message("下一箱", "Next tote"),
    "sorting.ui.any_tote": Message("等总拣的货", "Waiting for totes"),
    "sorting.ui.scan_unit": Message("周转箱", "Tote"),
    "sorting.ui.in_tote": Message("箱里还有 {n} 件", "{n} more in the tote"),
    "sorting.ui.tail": Message("尾号", "Ends"),
    "sorting.ui.units": Message("{n} 件", "{n} units"),
    "sorting.ui.slot_free": Message("空", "Free"),
    "sorting.ui.slot_stop": Message("拦截", "Stop"),
    "sorting.ui.slot_bench": Message("打包中", "Packing"),
    "sorting.ui.full": Message("满 {n} 格，可取走", "{n} full, to be emptied"),
    "sorting.ui.stopped": Message("{slots} 拦截，先别动", "{slots} stopped, leave it"),
    "sorting.ui.surplus": Message("箱里 {n} 件要放回", "{n} in the tote go back"),
    "sorting.ui.waiting": Message("还有 {n} 箱等着分", "{n} totes wait"),
    "sorting.ui.not_now": Message("现在不行", "Not now"),
    "sorting.ui.cmd_undo": Message("撤销", "Undo"),
    "sorting.ui.cmd_short": Message("缺货", "Short"),
    "sorting.ui.cmd_supervisor": Message("叫班长", "Lead"),
    "sorting.ui.word_full": Message("这单齐了", "Complete"),
    "sorting.ui.word_all": Message("全分完了", "All sorted"),
    "sorting.ui.word_slot": Message("格不对", "Wrong slot"),
    "sorting.ui.word_again": Message("再扫一次", "Scan again"),
    "sorting.ui.word_empty": Message("取空它", "Empty it"),
}
