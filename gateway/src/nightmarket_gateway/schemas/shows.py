"""Shows, their shelf, their keys."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from nightmarket.stream.v1 import stream_pb2
from nightmarket_gateway.schemas.common import Id, Model, Time, optional_time, time_of

StateName = Literal["scheduled", "live", "ended"]
STATES: dict[StateName, "stream_pb2.ShowState.ValueType"] = {
    "scheduled": stream_pb2.SHOW_STATE_SCHEDULED,
    "live": stream_pb2.SHOW_STATE_LIVE,
    "ended": stream_pb2.SHOW_STATE_ENDED,
}
STATE_NAMES: dict[int, StateName] = {value: name for name, value in STATES.items()}
StartsName = Literal["signal", "host"]
STARTS: dict[StartsName, "stream_pb2.ShowStarts.ValueType"] = {
    "signal": stream_pb2.SHOW_STARTS_SIGNAL,
    "host": stream_pb2.SHOW_STARTS_HOST,
}
STARTS_NAMES: dict[int, StartsName] = {
    stream_pb2.SHOW_STARTS_UNSPECIFIED: "signal",
    **{value: name for name, value in STARTS.items()},
}
STARTS_MEANING = (
    "signal: on air with the encoder's picture; "
    "host: a picture is only previewed until the host starts the show"
)


class Playback(Model):
    hls_url: str
    whep_url: str = Field(description="empty where WHEP is not offered")


class Recording(Model):
    url: str = Field(description="good for an hour; supports ranges")
    start_time: datetime
    duration_s: float
    offset_s: float = Field(
        description="where start_time is in the file; before it lies a preview, not to be played"
    )


class Show(Model):
    show_id: Id
    shop_id: Id
    title: str = Field(examples=["週五夜市"])
    state: StateName
    starts: StartsName = Field(description=STARTS_MEANING)
    schedule_time: datetime
    live_time: datetime | None
    end_time: datetime | None
    resume_deadline: datetime | None = Field(
        description="until when a returning encoder continues this show; null when it cannot"
    )
    playback: Playback
    product_ids: list[Id] = Field(description="the shelf, in order")
    pinned_product_id: str = Field(description="empty when nothing is pinned")
    recordings: list[Recording]

    @classmethod
    def read(cls, message: stream_pb2.Show) -> Self:
        return cls(
            show_id=message.show_id,
            shop_id=message.shop_id,
            title=message.title,
            state=STATE_NAMES[message.state],
            starts=STARTS_NAMES[message.starts],
            schedule_time=time_of(message.schedule_time),
            live_time=optional_time(message.live_time, present=message.HasField("live_time")),
            end_time=optional_time(message.end_time, present=message.HasField("end_time")),
            resume_deadline=optional_time(
                message.resume_deadline, present=message.HasField("resume_deadline")
            ),
            playback=Playback(hls_url=message.playback.hls_url, whep_url=message.playback.whep_url),
            product_ids=[listing.product_id for listing in message.listings],
            pinned_product_id=message.pinned_product_id,
            recordings=[
                Recording(
                    url=recording.url,
                    start_time=time_of(recording.start_time),
                    duration_s=recording.duration.ToTimedelta().total_seconds(),
                    offset_s=recording.offset.ToTimedelta().total_seconds(),
                )
                for recording in message.recordings
            ],
        )


class Shows(Model):
    shows: list[Show]
    next_page_token: str = Field(description="empty at the end")


class NewShow(Model):
    title: str = Field(max_length=120, examples=["週五夜市"])
    schedule_time: Time | None = Field(default=None, description="now when absent")
    starts: StartsName = Field(default="signal", description=STARTS_MEANING)


class ShowChange(Model):
    """What is absent or null stays as it is."""

    title: str | None = Field(default=None, max_length=120, examples=["週五夜市"])
    schedule_time: Time | None = None
    starts: StartsName | None = Field(
        default=None, description="takes effect with the encoder's next picture"
    )


class Listings(Model):
    product_ids: list[Id] = Field(max_length=200)


class Pin(Model):
    product_id: Id


class IngestCredentials(Model):
    """Shown this once; we keep only a hash."""

    rtmp_server: str = Field(description='OBS: "Server"')
    stream_key: str = Field(description='OBS: "Stream Key"')
    whip_url: str
    whip_token: str

    @classmethod
    def read(cls, message: stream_pb2.IngestCredentials) -> Self:
        return cls(
            rtmp_server=message.rtmp_server,
            stream_key=message.stream_key,
            whip_url=message.whip_url,
            whip_token=message.whip_token,
        )
