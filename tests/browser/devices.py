"""What people hold in their hands, and the languages that they read."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

# The engine without the windows, bars and spare pages of a browser costs half as much CPU for each person.
SHELL: Final = Path("/usr/bin/chromium-headless-shell")
WHOLE: Final = Path("/usr/bin/chromium")
CHROMIUM: Final = os.environ.get("CHROMIUM", SHELL if SHELL.is_file() else WHOLE)
# The whole browser keeps a page ready for suggestions under its address bar, half a second of CPU for each window
# that nobody types into. The others are what Playwright turns off: of two lists Chromium takes the later one.
WITHOUT: Final = (
    "WebUIOmniboxPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
ARGUMENTS: Final = [
    f"--disable-features={','.join(WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    # as on phones: sound only after a touch
    "--autoplay-policy=document-user-activation-required",
    # a camera and a microphone for whoever goes live, and nobody who asks
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
CHROME: Final = "156.0.0.0"
ANDROID: Final = (
    "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) "
    f"Chrome/{CHROME} Mobile Safari/537.36"
)
DESKTOP_AGENT: Final = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    f"Chrome/{CHROME} Safari/537.36"
)
IN_LINE: Final = f"{ANDROID} Line/15.10.0/IAB"
IN_FACEBOOK: Final = f"{ANDROID} [FB_IAB/FB4A;FBAV/500.0.0.0.1;]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One of the app's languages, as a browser in that country asks for it."""

    app: str
    browser: str
    zone: str


LANGUAGES: Final = {
    one.app: one
    for one in (
        Language(app="zh_TW", browser="zh-TW", zone="Asia/Taipei"),
        Language(app="zh_CN", browser="zh-CN", zone="Asia/Shanghai"),
        Language(app="th", browser="th-TH", zone="Asia/Bangkok"),
        Language(app="en", browser="en-US", zone="Asia/Taipei"),
        Language(app="ja", browser="ja-JP", zone="Asia/Tokyo"),
    )
}
DEVICES: Final[dict[str, dict[str, Any]]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
        "user_agent": ANDROID,
    },
    "desktop": {
        "viewport": {"width": 1280, "height": 800},
        "user_agent": DESKTOP_AGENT,
    },
}
