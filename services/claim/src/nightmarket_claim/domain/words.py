"""The words of the claim grammar, in five languages (docs/claims.md shows each rule with examples).

A word stands here for what it does in a claim, not for what it means elsewhere: a comment that holds
any other word is no claim. Spelled as people type them; `folding.fold` makes one form of them.
"""

from enum import StrEnum, auto
from typing import Final


class Role(StrEnum):
    KEY = auto()  # a listing's keyword
    OPTION = auto()  # a word of a variant's title
    EVERY = auto()  # one of each colour or size
    EACH = auto()  # the amount is meant for each thing that was named
    PLUS = auto()
    MINUS = auto()
    TIMES = auto()
    NUMBER = auto()
    COUNTER = auto()  # what is counted: pieces, boxes
    CALL = auto()  # "cf": a claim by itself
    HINT = auto()  # "f", "buy": a claim only with a keyword; alone it says many things
    WISH = auto()  # "I want": a claim with a keyword, or with an amount
    BACK = auto()
    SEPARATOR = auto()
    FILLER = auto()
    EMOJI = auto()
    ASK = auto()
    JUNK = auto()


_SPELLED: Final = {
    Role.CALL: "cf|ซีเอฟ|เอฟ",
    Role.HINT: (
        "f|mine|來|来|我來|我来|拍|我拍|收|買|买|下單|下单|訂|订|想要|ขอ|ซื้อ|สั่ง|อยากได้|จอง|ほしい|欲しい|もらいます|買う"
        "|want|take|buy|order|i want|i take|i'll take"
    ),
    Role.WISH: (
        "我要|我要買|我要买|要|要買|要买|我買|我买|給我|给我|幫我留|帮我留|我要訂|我要订"
        "|เอา|รับ"
        "|ください|下さい|くださいな|お願いします|おねがいします|お願い致します|お願い|買います|購入します|購入"
        "|いただきます|頂きます|注文します"
        "|give me"
    ),
    Role.EVERY: (
        "每色|每個顏色|每个颜色|全色|各色|所有顏色|所有颜色|全部顏色|全部颜色|每種顏色|每种颜色|每個尺寸"
        "|每个尺寸|全尺寸|每款|各款"
        "|ทุกสี|ทุกไซส์|ทุกแบบ"
        "|全カラー|すべての色|全ての色|全サイズ|全種類"
        "|every colour|every color|all colours|all colors|each colour|each color|every size|all sizes"
    ),
    Role.EACH: "各|各要|每樣|每样|อย่างละ|สีละ|ตัวละ|ずつ|each|every",
    Role.PLUS: "+|加|บวก|プラス|ぷらす|plus",
    Role.MINUS: "-|減|减|ลบ|マイナス|minus",
    Role.TIMES: "x|*|×",
    Role.COUNTER: (
        "個|个|件|組|组|份|盒|包|瓶|條|条|雙|双|支|隻|只|罐|套|箱|杯|袋|台"
        "|ชิ้น|ตัว|อัน|กล่อง|แพ็ค|แพค|ขวด|ถุง|คู่|เซ็ต|เซต|ชุด|ใบ|ผืน"
        "|つ|枚|点|本|足|着|セット|箱"
        "|pcs|pc|piece|pieces|pack|packs|set|sets|box|boxes"
    ),
    Role.BACK: (
        "取消|我要取消|我取消|取消掉|不要了|我不要了|先不要了|收回|退掉"
        "|ยกเลิก|ขอยกเลิก|ไม่เอาแล้ว|ไม่เอา"
        "|キャンセル|キャンセルします|キャンセルで|キャンセルでお願いします|キャンセルお願いします|取り消し|取消し|取り消します|やめます|やっぱりやめます"
        "|cancel|take back|cxl"
    ),
    Role.SEPARATOR: ",|、|;|/|&|和|跟|還有|还有|以及|และ|กับ|と|and|\n",
    Role.FILLER: (
        "我|請|请|麻煩|麻烦|謝謝|谢谢|感謝|感谢|謝|喔|哦|唷|喲|哟|啦|囉|呀|啊|耶|拜託|拜托|老闆|老板|老闆娘"
        "|老板娘|主播|小編|小编|闆娘|的|色|號|号|碼|码|幫我|帮我|也|再|再來|再来|那"
        "|ค่ะ|คะ|ครับ|คับ|ค้าบ|ฮะ|จ้า|จ้ะ|จ๊ะ|ค่า|ค้า|นะ|นะคะ|นะครับ|น้า|พี่|แม่ค้า|แอดมิน|ด้วย|หน่อย|สี|ไซส์"
        "|ไซซ์|จำนวน|เลย|ขอบคุณ|ขอบคุณค่ะ"
        "|です|で|を|は|が|の|ね|よ|どうぞ|ありがとう|ありがとうございます|すみません|よろしく|よろしくお願いします"
        "|please|pls|plz|thanks|thx|thank you|ty|sorry|me|for me|size|colour|color|hi|hello"
        "|.|!|~|。|…|:|'|\"|(|)|[|]|「|」|【|】|#|・"
    ),
    Role.ASK: "?|嗎|吗|呢|多少|幾|几|ไหม|มั้ย|เท่าไหร่|กี่|ですか|ますか|いくら|how|what|which",
}

_NUMBERS: Final = {
    1: "一|壹|หนึ่ง|ひとつ|one",
    2: "二|兩|两|貳|贰|สอง|ふたつ|two",
    3: "三|參|叁|สาม|みっつ|three",
    4: "四|肆|สี่|よっつ|four",
    5: "五|伍|ห้า|いつつ|five",
    6: "六|陸|陆|หก|むっつ|six",
    7: "七|柒|เจ็ด|ななつ|seven",
    8: "八|捌|แปด|やっつ|eight",
    9: "九|玖|เก้า|ここのつ|nine",
    10: "十|拾|สิบ|ten",
}

# What buyers call a colour in their own language is the same colour.
_COLOURS: Final = (
    "red|紅|紅色|红|红色|แดง|สีแดง|赤|赤色|レッド",
    "blue|藍|藍色|蓝|蓝色|น้ำเงิน|สีน้ำเงิน|青|青色|ブルー",
    "black|黑|黑色|ดำ|สีดำ|黒|黒色|ブラック",
    "white|白|白色|ขาว|สีขาว|ホワイト",
    "green|綠|綠色|绿|绿色|เขียว|สีเขียว|緑|緑色|グリーン",
    "yellow|黃|黃色|黄|黄色|เหลือง|สีเหลือง|イエロー",
    "pink|粉|粉色|粉紅|粉红|粉紅色|粉红色|ชมพู|สีชมพู|ピンク",
    "purple|紫|紫色|ม่วง|สีม่วง|パープル",
    "grey|gray|灰|灰色|เทา|สีเทา|グレー",
    "brown|咖|咖啡色|棕|棕色|น้ำตาล|สีน้ำตาล|茶|茶色|ブラウン",
    "orange|橘|橘色|橙|橙色|ส้ม|สีส้ม|オレンジ",
    "beige|米|米色|杏|杏色|ครีม|สีครีม|ベージュ",
)

# The name of a letter as Thai writes it, in front of the digits of a keyword: "เอ1" is "A1". Without F,
# whose name is the call itself.
THAI_LETTERS: Final = {"a": "เอ", "b": "บี", "c": "ซี", "d": "ดี", "e": "อี", "g": "จี", "h": "เอช"}


def spelled() -> dict[str, tuple[Role, int]]:
    """Every word with its role; of a number also its value."""
    words = {word: (role, 0) for role, row in _SPELLED.items() for word in row.split("|")}
    words |= {
        word: (Role.NUMBER, value) for value, row in _NUMBERS.items() for word in row.split("|")
    }
    return words


def colours() -> dict[str, str]:
    """Every name of a colour with the first of its row."""
    return {name: row.split("|")[0] for row in _COLOURS for name in row.split("|")}
