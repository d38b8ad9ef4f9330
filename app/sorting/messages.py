"""What the put wall says: which slot, why not, and what to do with what is in hand."""

from app.i18n import Message, Tone
from app.sorting.words import UI

_OK, _NO, _WARN = Tone.OK, Tone.NO, Tone.WARN

MESSAGES = {
    **UI,
    "wall.unknown": Message("没有播种墙 {wall}", "There is no put wall {wall}", _NO, 404),
    "sorting.tote": Message(
        "{tote} 里有 {n} 件，一件一件扫", "{tote} holds {n} units; scan them one by one", _OK
    ),
    "sorting.put": Message(
        "{name}：放 {n} 件到 {slot}（{here}/{of}）",
        "{name}: put {n} into {slot} ({here}/{of})",
        _OK,
    ),
    "sorting.full": Message(
        "{name}：放 {n} 件到 {slot}，这一单齐了。扫 {slot} 取走",
        "{name}: put {n} into {slot}; its order is complete. Scan {slot} to empty it",
        Tone.DONE,
    ),
    "sorting.all": Message(
        "{name}：放 {n} 件到 {slot}，全部分完了",
        "{name}: put {n} into {slot}; everything is sorted",
        Tone.DONE,
    ),
    "sorting.lies_there": Message(
        "{slot} 放好了，{here}/{of}。扫下一件", "{slot}: {here}/{of}. Scan the next unit", _OK
    ),
    "sorting.other_slot": Message(
        "这是 {slot}，手里这件放 {want}",
        "This is {slot}; what you hold goes into {want}",
        _NO,
    ),
    "sorting.slot_free": Message("{slot} 是空的", "{slot} is empty", _WARN),
    "sorting.not_full": Message(
        "{slot} 还差 {n} 件，先别取", "{slot} still lacks {n}; leave it for now", _WARN
    ),
    "sorting.at_bench": Message(
        "{slot} 的 {order_no} 已在打包台", "{order_no} of {slot} is at a bench already", _WARN
    ),
    "sorting.empty": Message(
        "取出 {slot} 的全部 {n} 件，再扫周转箱；或到打包台扫 {slot}",
        "Take all {n} out of {slot}, then scan a tote; or scan {slot} at a bench",
        _OK,
    ),
    "sorting.empty_held": Message(
        "{order_no} 在等决定：取出 {slot} 的 {n} 件，再扫周转箱",
        "{order_no} waits for a decision: take the {n} out of {slot}, then scan a tote",
        _WARN,
    ),
    "sorting.empty_back": Message(
        "{order_no} 取消了：取出 {slot} 的 {n} 件，扫放回箱",
        "{order_no} is cancelled: take the {n} out of {slot}, scan the put-back tote",
        Tone.STOP,
    ),
    "sorting.leave": Message(
        "{order_no} 被拦截：{slot} 先别动",
        "{order_no} must stop: leave {slot} alone",
        Tone.STOP,
    ),
    "sorting.emptied": Message(
        "{slot} 的 {n} 件进了 {tote}，送打包台。{slot} 空了",
        "{n} from {slot} are in {tote}; take it to a bench. {slot} is free",
        Tone.DONE,
    ),
    "sorting.emptied_back": Message(
        "{slot} 的 {n} 件进了 {tote}，送去放回库位。{slot} 空了",
        "{n} from {slot} are in {tote}; they go back into bins. {slot} is free",
        Tone.DONE,
    ),
    "sorting.not_emptying": Message("好，货留在格里", "Right, they stay in the slot", _OK),
    "sorting.no_slot": Message(
        "{name}：没有空格了。放回周转箱，先取走满格",
        "{name}: no slot is free. Leave it in the tote and empty a full slot first",
        _WARN,
    ),
    "sorting.pack": Message(
        "{name}：没有哪一单要整包 {n} 件，拆开一件一件扫",
        "{name}: no order takes all {n}; open the pack and scan one by one",
        _WARN,
    ),
    "sorting.stopped": Message(
        "{name}：要它的订单被拦截了，留在周转箱里",
        "{name}: its order must stop; leave it in the tote",
        Tone.STOP,
    ),
    "sorting.surplus": Message(
        "{name}：没有订单要了，留在 {tote}，等放回库位",
        "{name}: no order wants it any more; leave it in {tote}, it goes back",
        _WARN,
    ),
    "sorting.nobody": Message(
        "{name}：这里没有订单要它，交给班长",
        "{name}: no order here wants it; hand it to your lead",
        _NO,
    ),
    "sorting.undone": Message(
        "从 {slot} 拿回 {n} 件，放回 {tote}", "Take {n} out of {slot}, back into {tote}", _OK
    ),
    "sorting.nothing_to_undo": Message(
        "没有可撤销的", "There is nothing to undo", _WARN
    ),
    "sorting.short_again": Message(
        "账上 {tote} 还有 {n} 件。真没有了，再扫一次“缺货”",
        "By the books {tote} still holds {n}. Scan Short again if it is empty",
        _WARN,
    ),
    "sorting.short": Message(
        "{tote} 少 {n} 件，{orders} 单等决定",
        "{tote} lacks {n}; {orders} orders wait",
        Tone.DONE,
    ),
    "sorting.called": Message(
        "班长看板上有了，等他来", "It stands on the lead's board; somebody will come", Tone.DONE
    ),
    "sorting.nothing_short": Message(
        "没有正在分的货，不缺", "Nothing is being sorted, so nothing is short", _WARN
    ),
    "sorting.tote_empty": Message("{tote} 是空的", "{tote} is empty", _WARN),
    "sorting.tote_not_for_walls": Message(
        "{tote} 不是总拣的，直接送打包台",
        "{tote} was not picked in total; it goes straight to a bench",
        _NO,
    ),
    "sorting.tote_going_back": Message(
        "{tote} 里的货要放回库位", "What is in {tote} goes back into bins", _WARN
    ),
    "sorting.tote_other_wall": Message(
        "{tote} 的波次在另一面墙上分", "The wave of {tote} is sorted at another wall", _NO
    ),
    "sorting.tote_in_use": Message(
        "{tote} 有别的货，换一个空箱", "{tote} is in use; take an empty tote", _NO
    ),
    "sorting.unknown": Message(
        "不认识“{scanned}”", "Nobody knows “{scanned}”", _NO
    ),
}
