"""The signal that the media server has on a path, and what is wrong with it.

B-frames, which WHEP cannot play, are not among the warnings: the media server does not tell of them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

H264: Final = "H264"
# What both HLS and WHEP can carry, the latter after a change of AAC into Opus.
SOUND: Final = frozenset({"MPEG-4 Audio", "Opus"})


class TrackKind(StrEnum):
    VIDEO = "video"
    AUDIO = "audio"


class Warned(StrEnum):
    AUDIO_MISSING = "AUDIO_MISSING"
    VIDEO_MISSING = "VIDEO_MISSING"
    VIDEO_CODEC_NOT_H264 = "VIDEO_CODEC_NOT_H264"
    AUDIO_CODEC_UNSUPPORTED = "AUDIO_CODEC_UNSUPPORTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    kind: TrackKind
    codec: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """`protocol` is rtmp, rtmps, webrtc, srt, rtsp or other; `bytes_received` counts since `since`."""

    source_id: str
    protocol: str
    since: datetime
    tracks: tuple[Track, ...]
    bytes_received: int
    readers: int

    def warnings(self) -> list[Warned]:
        video = [one.codec for one in self.tracks if one.kind is TrackKind.VIDEO]
        audio = [one.codec for one in self.tracks if one.kind is TrackKind.AUDIO]
        found: list[Warned] = []
        if not video:
            found.append(Warned.VIDEO_MISSING)
        elif any(codec != H264 for codec in video):
            found.append(Warned.VIDEO_CODEC_NOT_H264)
        if not audio:
            found.append(Warned.AUDIO_MISSING)
        elif any(codec not in SOUND for codec in audio):
            found.append(Warned.AUDIO_CODEC_UNSUPPORTED)
        return found
