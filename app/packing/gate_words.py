"""What the gate says to a packer, and what stands beside the scale on the bench's page."""

from app.i18n import Message, Tone

GATE = {
    "packing.weight.inside": Message(
        "重量对：{grams} 克（{off} 克）",
        "Weight is right: {grams} g ({off} g)",
        Tone.OK,
        200,
    ),
    "packing.weight.unusual": Message(
        "重量在范围内：{grams} 克。但一样的包裹（{parcels} 个）都在 {usual} 克左右，再看一眼",
        "{grams} g is inside the band, but {parcels} equal parcels weighed about {usual} g: "
        "look once more",
        Tone.WARN,
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
    "packing.weight.not_commissioned": Message(
        "这台秤还没有用已知砝码验过，不能称重。请班组长在设备页面验秤",
        "Nobody has proved this scale with a known weight: ask a supervisor to do so on the "
        "devices page",
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
    # on the bench's page
    "packing.ui.adds_up": Message("应重怎么来的", "How it adds up"),
    "packing.ui.more_lines": Message("另外 {n} 行", "{n} more lines"),
    "packing.ui.filler": Message("填充", "Filler"),
    "packing.ui.expected": Message("应重", "Expected"),
    "packing.ui.weight_right": Message("重量对", "Weight is right"),
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
    "packing.ui.below_zero": Message("低于零", "Below zero"),
    "packing.ui.below_zero_say": Message(
        "清空秤盘，按秤上的归零，再放包裹",
        "Clear the pan, press zero on the scale, lay it on again",
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
    "packing.ui.other_box": Message("装的是 {box} 号箱？", "Is it box {box}?"),
    "packing.ui.other_box_say": Message(
        "换成 {box} 号箱，应重就是 {n} 克。扫它的纸箱码，不用复核",
        "Box {box} would make {n} g. Scan its code; nothing needs to be checked again",
    ),
    "packing.ui.unusual": Message("和平常不一样", "Not as usual"),
    "packing.ui.unusual_say": Message(
        "一样的包裹（{n} 个）都在 {grams} 克左右，贴单前再看一眼",
        "{n} equal parcels weighed about {grams} g. Look once more before the label",
    ),
    "packing.ui.learned": Message("标准重量可能不对", "A catalogue weight may be wrong"),
    "packing.ui.learned_say": Message(
        "{goods}：资料 {known} 克，最近 {n} 次称是 {grams} 克。请主管核实",
        "{goods}: {known} g in the catalogue, {grams} g by {n} weighings. Tell a supervisor",
    ),
}
