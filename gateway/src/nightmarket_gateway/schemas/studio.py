"""The host's studio: how to connect, and what arrives."""

from datetime import datetime
from typing import Literal, Self, cast

from pydantic import Field

from nightmarket.stream.v1 import stream_pb2
from nightmarket_gateway.schemas.common import Model, optional_time, time_of

UseName = Literal["publish", "preview"]
USES: dict[UseName, "stream_pb2.TicketUse.ValueType"] = {
    "publish": stream_pb2.TICKET_USE_PUBLISH,
    "preview": stream_pb2.TICKET_USE_PREVIEW,
}
USE_NAMES: dict[int, UseName] = {value: name for name, value in USES.items()}
KindName = Literal["video", "audio"]
KIND_NAMES: dict[int, KindName] = {
    stream_pb2.TRACK_KIND_VIDEO: "video",
    stream_pb2.TRACK_KIND_AUDIO: "audio",
}
WarningName = Literal[
    "AUDIO_MISSING", "VIDEO_MISSING", "VIDEO_CODEC_NOT_H264", "AUDIO_CODEC_UNSUPPORTED"
]


class NewMediaTicket(Model):
    use: UseName


class MediaTicket(Model):
    """Lets a browser or a phone connect to the media server, for this show. Shown once; kept as a hash."""

    use: UseName
    url: str = Field(description="publish: takes a WHIP offer; preview: takes a WHEP offer")
    token: str = Field(
        description="bearer for url; empty when the same Idempotency-Key was used before"
    )
    rtmp_server: str = Field(
        description="publish: the server for an encoder that speaks RTMP; else empty"
    )
    rtmp_key: str = Field(
        description="what it takes as stream key, with the token in it; empty when the token is"
    )
    expire_time: datetime = Field(
        description="until when one may connect; a connection that stands is not ended by it"
    )

    @classmethod
    def read(cls, message: stream_pb2.MediaTicket) -> Self:
        return cls(
            use=USE_NAMES[message.use],
            url=message.url,
            token=message.token,
            rtmp_server=message.rtmp_server,
            rtmp_key=message.rtmp_key,
            expire_time=time_of(message.expire_time),
        )


class Track(Model):
    kind: KindName
    codec: str = Field(examples=["H264", "MPEG-4 Audio", "Opus"])


class Ingest(Model):
    """The signal that the media server has of the show now."""

    signal: Literal["none", "receiving"]
    protocol: str = Field(
        description="empty without a signal", examples=["rtmp", "rtmps", "webrtc", "srt", "other"]
    )
    since: datetime | None
    tracks: list[Track]
    bytes_received: int = Field(description="since the signal came")
    bitrate_bps: int = Field(
        description="bits a second: of the last ten seconds while it is asked for, else the mean"
    )
    readers: int = Field(description="connections that the media server sends it to")
    warnings: list[WarningName]

    @classmethod
    def read(cls, message: stream_pb2.Ingest) -> Self:
        return cls(
            signal="receiving" if message.is_receiving else "none",
            protocol=message.protocol,
            since=optional_time(message.since, present=message.HasField("since")),
            tracks=[Track(kind=KIND_NAMES[one.kind], codec=one.codec) for one in message.tracks],
            bytes_received=message.bytes_received,
            bitrate_bps=message.bitrate_bps,
            readers=message.readers,
            warnings=[cast("WarningName", one) for one in message.warnings],
        )
