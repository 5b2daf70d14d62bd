"""MediaMTX as live provider: its control API v3 and its addresses. A component.

Every call is bounded by a short time and raises MediaServerUnavailable when it is not answered well.
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

import httpx

from nightmarket_kit.runtime.calls import in_transaction
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_stream.application.ports import Ingest, MediaPath, Playback
from nightmarket_stream.domain.channel import MEDIA_PREFIX
from nightmarket_stream.domain.errors import MediaServerUnavailable
from nightmarket_stream.domain.signal import Signal, Track, TrackKind

log = get_logger(__name__)
TIMEOUT_S: Final = 2.0
PAGE_SIZE: Final = 500
# source.type → the collection whose members can be kicked
COLLECTIONS: Final = {
    "rtmpConn": "rtmpconns",
    "rtmpsConn": "rtmpsconns",
    "webRTCSession": "webrtcsessions",
    "srtConn": "srtconns",
    "rtspSession": "rtspsessions",
    "rtspsSession": "rtspssessions",
}
PROTOCOLS: Final = {
    "rtmpConn": "rtmp",
    "rtmpsConn": "rtmps",
    "webRTCSession": "webrtc",
    "srtConn": "srt",
    "rtspSession": "rtsp",
    "rtspsSession": "rtsp",
}
# Codecs as the API names them; others (metadata, text) are neither picture nor sound.
VIDEO: Final = frozenset(
    {"AV1", "VP8", "VP9", "H264", "H265", "MPEG-4 Video", "MPEG-1/2 Video", "M-JPEG"}
)
AUDIO: Final = frozenset(
    {
        "Opus",
        "Vorbis",
        "MPEG-4 Audio",
        "MPEG-4 Audio LATM",
        "MPEG-1/2 Audio",
        "AC3",
        "Speex",
        "FLAC",
        "G711",
        "G722",
        "G726",
        "LPCM",
    }
)
# Viewers; what reads over RTSP is our own machinery.
VIEWERS: Final = frozenset({"hlsSession", "webRTCSession", "rtmpConn", "rtmpsConn", "srtConn"})


# carries its sound as Opus, as WebRTC wants it; all others come with AAC
WEBRTC_SOURCE: Final = "webRTCSession"
# where the media server makes the same with Opus of what is at MEDIA_PREFIX
REPUBLISHED_PREFIX: Final = "rtc/"


class MediaMtx:
    name = "media client"

    def __init__(
        self,
        *,
        api_url: str,
        rtmp_url: str,
        hls_url: str,
        webrtc_url: str,
        offers_whep: bool = True,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._api = httpx.AsyncClient(
            base_url=api_url.rstrip("/"),
            timeout=TIMEOUT_S,
            transport=transport or httpx.AsyncHTTPTransport(retries=1),
        )
        self._rtmp_url = rtmp_url.rstrip("/")
        self._hls_url = hls_url.rstrip("/")
        self._webrtc_url = webrtc_url.rstrip("/")
        self._offers_whep = offers_whep
        self._kinds: dict[str, str] = {}  # of the last list: path → source.type

    async def start(self) -> None:
        """It may be away: the poll waits for it."""

    async def stop(self, grace_s: float) -> None:
        async with asyncio.timeout(grace_s):
            await self._api.aclose()

    async def wait(self) -> None:
        await asyncio.Event().wait()

    async def paths(self) -> list[MediaPath]:
        found: list[MediaPath] = []
        kinds: dict[str, str] = {}
        page, pages = 0, 1
        while page < pages:
            answer = await self._call("GET", f"/v3/paths/list?page={page}&itemsPerPage={PAGE_SIZE}")
            items = answer.get("items") if answer is not None else None
            if answer is None or not isinstance(items, list):
                raise MediaServerUnavailable
            found += [path for item in items if (path := _to_path(item)) is not None]
            kinds |= {
                str(item["name"]): str(source["type"])
                for item in items
                if isinstance(source := item.get("source"), dict) and "type" in source
            }
            page, pages = page + 1, int(answer.get("pageCount", 1))
        self._kinds = kinds
        return found

    async def publisher_of(self, media_path: str) -> str | None:
        source = await self._source(media_path)
        return None if source is None else source[1]

    async def signal_of(self, media_path: str) -> Signal | None:
        answer = await self._call("GET", f"/v3/paths/get/{media_path}")
        path = _to_path(answer) if answer is not None else None
        return None if answer is None or path is None else _to_signal(answer, path)

    async def kick(self, media_path: str, *, source_id: str | None = None) -> None:
        source = await self._source(media_path)
        if source is None or source_id not in (None, source[1]):
            return
        kind, there = source
        collection = COLLECTIONS.get(kind)
        if collection is None:
            log.warning("source cannot be kicked", type=kind)
            return
        await self._call("POST", f"/v3/{collection}/kick/{there}")
        log.info("source kicked", path=media_path, source_id=there)

    async def playback(self, media_path: str, *, is_live: bool) -> Playback:
        return Playback(
            hls_url=f"{self._hls_url}/{media_path}/index.m3u8",
            whep_url=await self._whep_url(media_path, is_live=is_live) if self._offers_whep else "",
        )

    async def preview_url(self, media_path: str) -> str:
        return await self._whep_url(media_path, is_live=True)

    async def _whep_url(self, media_path: str, *, is_live: bool) -> str:
        """Only what is live is worth a question; else what most encoders need."""
        kind = self._kinds.get(media_path)
        if kind is None and is_live:  # for less than the poll's pace
            with suppress(MediaServerUnavailable):
                kind, _ = await self._source(media_path) or (None, "")
        with_opus = media_path
        if kind != WEBRTC_SOURCE:
            with_opus = REPUBLISHED_PREFIX + media_path.removeprefix(MEDIA_PREFIX)
        return f"{self._webrtc_url}/{with_opus}/whep"

    def ingest(self, path: str, key: str) -> Ingest:
        return Ingest(
            rtmp_server=self._rtmp_url,
            stream_key=f"{path}?key={key}" if key else "",
            whip_url=f"{self._webrtc_url}/{MEDIA_PREFIX}{path}/whip",
            whip_token=key,
        )

    async def _source(self, media_path: str) -> tuple[str, str] | None:
        answer = await self._call("GET", f"/v3/paths/get/{media_path}")
        source = answer.get("source") if answer is not None else None
        if not isinstance(source, dict) or not source.get("id"):
            return None
        return str(source.get("type")), str(source["id"])

    async def _call(self, method: str, address: str) -> dict[str, Any] | None:
        """The answer's body; None when there is no such thing."""
        if in_transaction.get():
            raise RuntimeError(f"remote call inside a transaction: {address}")
        try:
            response = await self._api.request(method, address)
            if response.status_code == httpx.codes.NOT_FOUND:
                return None
            response.raise_for_status()
            body = response.json() if response.content else {}
        except (httpx.HTTPError, ValueError) as error:
            log.warning("media server did not answer", call=method, error=type(error).__name__)
            raise MediaServerUnavailable from error
        if not isinstance(body, dict):
            raise MediaServerUnavailable
        return body


def _to_path(item: dict[str, Any]) -> MediaPath | None:
    """None for a path without a picture."""
    source = item.get("source")
    if not item.get("available", item.get("ready")) or not isinstance(source, dict):
        return None
    if not source.get("id"):
        return None
    since = item.get("availableTime") or item.get("readyTime")
    return MediaPath(
        path=str(item["name"]),
        source_id=str(source["id"]),
        since=datetime.fromisoformat(since).astimezone(UTC) if since else datetime.now(UTC),
    )


def _to_signal(item: dict[str, Any], path: MediaPath) -> Signal:
    codecs = [str(track.get("codec", "")) for track in item.get("tracks2") or []]
    readers = [str(reader.get("type")) for reader in item.get("readers") or []]
    return Signal(
        source_id=path.source_id,
        protocol=PROTOCOLS.get(str(item["source"].get("type")), "other"),
        since=path.since,
        tracks=tuple(
            Track(kind=TrackKind.VIDEO if codec in VIDEO else TrackKind.AUDIO, codec=codec)
            for codec in codecs
            if codec in VIDEO or codec in AUDIO
        ),
        bytes_received=int(item.get("inboundBytes") or 0),
        readers=sum(reader in VIEWERS for reader in readers),
    )
