"""Words of the consent page, by the first `ui_locales` entry we know; English otherwise."""

from typing import Final

_ENGLISH: Final = {
    "lang": "en",
    "title": "Log in with LINE",
    "lead": "Nightmarket asks for your permission. Who are you?",
    "permissions": "It will be able to see",
    "profile": "Your display name and picture (required)",
    "openid": "Your user ID (required)",
    "email": "Your e-mail address (optional)",
    "friend": "Add the Nightmarket official account as a friend",
    "other": "Another name",
    "go": "Log in",
    "cancel": "Cancel",
    "note": "Sandbox. This is not LINE; no real account is used.",
}
_TEXTS: Final = {
    "en": _ENGLISH,
    "zh": {
        "lang": "zh-TW",
        "title": "使用 LINE 登入",
        "lead": "Nightmarket 想取得您的授權。您是哪一位?",
        "permissions": "對方將可取得",
        "profile": "您的顯示名稱與大頭貼(必要)",
        "openid": "您的使用者 ID(必要)",
        "email": "您的電子郵件(可選)",
        "friend": "將 Nightmarket 官方帳號加入好友",
        "other": "其他名字",
        "go": "登入",
        "cancel": "取消",
        "note": "沙盒環境:這不是 LINE,不會用到真實帳號。",
    },
    "th": {
        "lang": "th",
        "title": "เข้าสู่ระบบด้วย LINE",
        "lead": "Nightmarket ขออนุญาตจากคุณ คุณคือใคร",
        "permissions": "แอปจะเห็นข้อมูลต่อไปนี้",
        "profile": "ชื่อที่แสดงและรูปโปรไฟล์ (จำเป็น)",
        "openid": "รหัสผู้ใช้ (จำเป็น)",
        "email": "อีเมล (ไม่บังคับ)",
        "friend": "เพิ่มบัญชีทางการของ Nightmarket เป็นเพื่อน",
        "other": "ชื่ออื่น",
        "go": "เข้าสู่ระบบ",
        "cancel": "ยกเลิก",
        "note": "ระบบทดสอบ ไม่ใช่ LINE จริง",
    },
    "ja": {
        "lang": "ja",
        "title": "LINEでログイン",
        "lead": "Nightmarket が許可を求めています。どなたですか?",
        "permissions": "提供される情報",
        "profile": "表示名とプロフィール画像(必須)",
        "openid": "ユーザーID(必須)",
        "email": "メールアドレス(任意)",
        "friend": "Nightmarket 公式アカウントを友だち追加",
        "other": "ほかの名前",
        "go": "ログイン",
        "cancel": "キャンセル",
        "note": "サンドボックスです。本物の LINE ではありません。",
    },
}


def texts_for(ui_locales: str) -> dict[str, str]:
    for locale in ui_locales.lower().split():
        found = _TEXTS.get(locale.partition("-")[0])
        if found is not None:
            return found
    return _ENGLISH
