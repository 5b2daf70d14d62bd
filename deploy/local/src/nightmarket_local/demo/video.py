"""Real pictures: an encoder that publishes them, viewers that fetch and decode them."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import av

from nightmarket_backends import ffmpeg

if TYPE_CHECKING:
    from asyncio.subprocess import Process


class Encoder:
    """ffmpeg in the place of OBS: a moving picture with a running clock, and a tone."""

    def __init__(self, *, server: str, stream_key: str, log: Path, fps: int = 30) -> None:
        self._address = f"{server}/{stream_key}"
        self._fps = fps
        self._log = log
        self._process: Process | None = None
        self.started_at = 0.0

    async def start(self) -> None:
        arguments = [
            *("-hide_banner", "-loglevel", "error", "-nostdin"),
            *("-re", "-f", "lavfi", "-i", f"testsrc2=size=640x360:rate={self._fps}"),
            *("-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"),
            *("-pix_fmt", "yuv420p", "-g", str(self._fps), "-bf", "0", "-b:v", "800k"),
            *("-c:a", "aac", "-b:a", "96k", "-f", "flv", self._address),
        ]
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                ffmpeg.path(), *arguments, stdout=log, stderr=log
            )
        self.started_at = time.time() * 1000

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def wait(self) -> int:
        return await self._process.wait() if self._process is not None else 0

    async def stop(self) -> float:
        """End the broadcast; when it ended, in ms since the epoch."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()
        return time.time() * 1000


class Watcher:
    """Plays an address in a thread of its own; counts frames and seconds that really decoded."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._play, daemon=True)
        self.frames = 0
        self.seconds = 0.0
        self.first_frame_s = 0.0
        self.error = ""

    def start(self) -> None:
        self._thread.start()

    async def stop(self) -> None:
        self._end.set()
        await asyncio.to_thread(self._thread.join, 15.0)

    def _play(self) -> None:
        begun = time.monotonic()
        while not self._end.is_set():
            try:
                self._decode(begun)
            except (av.FFmpegError, OSError) as error:
                # Not there yet, or interrupted: a player tries again.
                self.error = type(error).__name__
                self._end.wait(0.3)
            else:
                break  # the broadcast is over, or we were asked to stop

    def _decode(self, begun: float) -> None:
        with av.open(self._url, timeout=(5.0, 5.0)) as container:
            first: float | None = None
            before = self.seconds
            for frame in container.decode(video=0):
                if frame.pts is None:
                    continue
                if first is None:
                    first = frame.time
                    self.first_frame_s = self.first_frame_s or time.monotonic() - begun
                self.frames += 1
                self.seconds = before + frame.time - first
                if self._end.is_set():
                    return


async def play_file(url: str) -> tuple[int, float]:
    """Frames and seconds of a recording, decoded from start to end."""

    def play() -> tuple[int, float]:
        frames, seconds = 0, 0.0
        with av.open(url, timeout=(10.0, 10.0)) as container:
            for frame in container.decode(video=0):
                frames += 1
                seconds = frame.time or seconds
        return frames, seconds

    return await asyncio.to_thread(play)
