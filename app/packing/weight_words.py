"""Words of the page of learned weights."""

from app.i18n import Message, Tone

WEIGHTS = {
    "packing.no_proposal": Message(
        "{sku} 现在没有建议重量，可能别人已经处理了",
        "Nothing is proposed for {sku} any more; somebody may have decided already",
        Tone.WARN,
        409,
    ),
    "packing.other_proposal": Message(
        "{sku} 又称了几次，建议变成 {grams} 克，请再看一眼",
        "{sku} was weighed again: {grams} g is proposed now. Look once more",
        Tone.WARN,
        409,
    ),
    "packing.weights.title": Message("重量建议", "Learned weights"),
    "packing.weights.say": Message(
        "秤称出来和商品资料差 2% 以上。采用后，新称的包裹按新重量验；不采用，资料不变。",
        "The scales differ from the catalogue by more than 2 %. Accepted, parcels are judged "
        "by the new weight from now on; turned down, nothing changes.",
    ),
    "packing.weights.goods": Message("商品", "Goods"),
    "packing.weights.known": Message("资料重量", "Catalogue"),
    "packing.weights.was": Message("资料 {grams} 克", "{grams} g so far"),
    "packing.weights.proposed": Message("建议重量", "Proposed"),
    "packing.weights.off": Message("相差", "Differs by"),
    "packing.weights.by": Message("依据", "Seen in"),
    "packing.weights.n": Message("{n} 次称重", "{n} weighings"),
    "packing.weights.none": Message(
        "没有要处理的：秤和资料对得上", "Nothing to decide: scales and catalogue agree"
    ),
    "packing.weights.accept": Message("采用", "Accept"),
    "packing.weights.reject": Message("不采用", "Turn down"),
    "packing.weights.not_done": Message("没改成", "Not done"),
    "packing.weights.accepted_word": Message("已采用", "Accepted"),
    "packing.weights.rejected_word": Message("已不采用", "Turned down"),
    "packing.weights.accepted": Message(
        "{goods} 单件改成 {grams} 克", "One {goods} weighs {grams} g in the catalogue now"
    ),
    "packing.weights.rejected": Message(
        "{goods} 仍是 {known} 克", "{goods} stays at {known} g"
    ),
}
