"""Talk as it is in a show, made by a seed, that claims nothing: hours of it, read by the claim grammar.

    .venv/bin/python -m bench.claim_noise [--minutes 60] [--seed 1]

Two kinds, in five languages. Talk: phrases that say something else, between pieces of which many are in claims
too (keywords, "+1", colours, prices, times, telephone numbers, emoji). And signs without sense. Ends
with 1 and the comment when one of them is read as a claim, or takes one back.
"""

import argparse
import random
import sys
import time
from typing import Final

from nightmarket_claim.domain.grammar import Grammar
from nightmarket_claim.domain.readings import Claims, Offer, Option, TakeBack

SHOW: Final = (
    Offer("a1", "A1", (Option("rM", "紅 / M"), Option("rL", "紅 / L"), Option("bL", "藍 / L"))),
    Offer("b2", "B2", (Option("b2", "-"),)),
    Offer("cup", "杯子", (Option("cup", "450 ml"),)),
    Offer("glass", "แก้ว", (Option("glass", "-"),)),
)
TALK: Final = (
    "好可愛,笑死,有現貨嗎,晚安大家,剛下班,這件我有,同意,推推,太貴了吧,主播今天好漂亮,運費怎麼算,已下單,已付款了",
    "想看背面,可以再試穿一次嗎,我媽說的,上次買的很好用,洗了會縮水嗎,什麼時候到貨,網路好卡,聲音太小,第一次來看,還在排隊",
    "好便宜,多少钱,有没有优惠,质量怎么样,包邮吗,主播辛苦了,刚进来,已经拍了,发货快不快,下次再说,点赞点赞,等一下,搶不到",
    "สวยมาก,ราคาเท่าไหร่,ส่งวันไหน,มีสีอื่นไหม,ยังไม่โอน,พร้อมส่งไหม,น่ารักจัง",
    "สวัสดีทุกคน,เสียงไม่ดัง,ผ้าอะไร,ใส่สบายไหม",
    "ไม่ทันแล้ว,รอก่อน,เดี๋ยวโอนให้,อยู่ต่างจังหวัด,มาแล้วววว,ของหมดยัง",
    "ขอดูใกล้ๆ,ลดได้อีกไหม,ตัวจริงสวยกว่า",
    "かわいい,いくらですか,まだありますか,送料は,初見です,おつかれさま,見えないよ,音が小さい,素敵すぎる,迷うなあ,待ってました",
    "前回買ったやつ最高,洗えるのかな,サイズ感どう,間に合わなかった,もう一回見せて,わかる,それな,こんばんは,届くのいつ",
    "so cute,how much,same here,love the fabric,is it sold out",
    "good morning everyone,can you show the back,lol,first time here",
    "does it shrink,my order never arrived,greetings from Tainan,sound is low",
    "what material,too expensive,maybe later",
    "just paid,wrong address,not for me,who else is watching,agree",
    "the other one looked better",
)
PHRASES: Final = [phrase for line in TALK for phrase in line.split(",")]
PIECES: Final = (
    *(
        "+1",
        "＋１",
        "加一",
        "+2",
        "-1",
        "x2",
        "A1",
        "a1",
        "B2",
        "b2+1",
        "A1紅L",
        "杯子",
        "แก้ว",
        "紅",
        "red",
        "แดง",
        "赤",
        "L",
        "M",
    ),
    *(
        "cf",
        "เอฟ",
        "我要",
        "เอา",
        "ください",
        "取消",
        "ยกเลิก",
        "キャンセル",
        "cancel",
        "個",
        "ชิ้น",
        "2個",
        "1",
        "3",
        "十",
        "各",
    ),
    *(
        "299",
        "$399",
        "NT$1,280",
        "590บาท",
        "1+1",
        "12:30",
        "20:00",
        "0912345678",
        "+66812345678",
        "2025/11/23",
        "165cm",
        "50%",
    ),
    *(
        "555",
        "666",
        "888",
        "www",
        "哈哈哈",
        "呵呵",
        "😂",
        "😍",
        "❤️",
        "🙏",
        "👍👍",
        "🎉",
        "!",
        "?",
        "~",
        "...",
        ",",
        "、",
        "\n",
    ),
    *(
        "@mei_lin",
        "@小花",
        "#ootd",
        "https://example.com/a1",
        "line id: a1",
        "謝謝",
        "ค่ะ",
        "ครับ",
        "お願いします",
        "please",
    ),
)
SIGNS: Final = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789    ,.!?'-+",
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動加買紅藍色好 ，0123456789+",
    "กขคงจฉชซณดตถทธนบปผฝพฟภมยรลวศสหอฮะาิีึืุูเแโใไ่้๊๋์ 0123456789+",
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん 0123456789+",
    "".join(map(chr, range(0x1F300, 0x1F650))) + "0123456789+ ",
)


class Noise:
    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def comment(self) -> str:
        rng = self._rng
        if rng.random() < 0.3:
            return "".join(rng.choices(rng.choice(SIGNS), k=rng.randint(12, 80)))
        parts = [rng.choice(PHRASES), *rng.choices(PIECES, k=rng.randint(0, 5))]
        rng.shuffle(parts)
        return rng.choice((" ", "", "  ", "，")).join(parts)


class Reader:
    """Counts what it has read."""

    def __init__(self, seed: int) -> None:
        self.read = 0
        self._noise = Noise(seed)
        self._grammar = Grammar(SHOW)

    def step(self) -> str:
        """The comment, when it was taken for a claim or a taking back."""
        text = self._noise.comment()
        here = ("b2", "a1", "")[self.read % 3]
        self.read += 1
        found = self._grammar.read(text, here=here)
        return text if isinstance(found, Claims | TakeBack) else ""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    reader = Reader(args.seed)
    until = time.monotonic() + args.minutes * 60
    while time.monotonic() < until:
        if text := reader.step():
            sys.exit(f"comment {reader.read} of seed {args.seed} is no claim: {text!r}")
    print(f"{reader.read} comments of seed {args.seed} in {args.minutes:g} min: no claim")


if __name__ == "__main__":
    main()
