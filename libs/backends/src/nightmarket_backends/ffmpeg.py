"""The static ffmpeg of the wheel: x264, AAC, Opus, drawtext, testsrc2, RTMP; no ffprobe."""

from __future__ import annotations

from pathlib import Path

import imageio_ffmpeg


def path() -> Path:
    return Path(imageio_ffmpeg.get_ffmpeg_exe())
