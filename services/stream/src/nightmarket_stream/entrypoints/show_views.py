"""Shows as messages."""

from datetime import datetime
from typing import Final

from nightmarket.stream.v1 import stream_pb2
from nightmarket_kit.runtime.times import to_duration, to_timestamp
from nightmarket_stream.application.create_ticket import ShownTicket
from nightmarket_stream.application.ingest import IngestView
from nightmarket_stream.application.ports import Ingest, LiveProvider, ObjectStore
from nightmarket_stream.application.queries import RecordingView, ShowView
from nightmarket_stream.domain.channel import MEDIA_PREFIX
from nightmarket_stream.domain.pin import PinSpan
from nightmarket_stream.domain.show import ShowState, Starts
from nightmarket_stream.domain.signal import TrackKind
from nightmarket_stream.domain.ticket import TicketUse

STATES: Final = {
    ShowState.SCHEDULED: stream_pb2.SHOW_STATE_SCHEDULED,
    ShowState.LIVE: stream_pb2.SHOW_STATE_LIVE,
    ShowState.ENDED: stream_pb2.SHOW_STATE_ENDED,
}
STATE_OF: Final = {number: state for state, number in STATES.items()}
STARTS: Final = {
    Starts.SIGNAL: stream_pb2.SHOW_STARTS_SIGNAL,
    Starts.HOST: stream_pb2.SHOW_STARTS_HOST,
}
STARTS_OF: Final = {number: starts for starts, number in STARTS.items()}
USES: Final = {
    TicketUse.PUBLISH: stream_pb2.TICKET_USE_PUBLISH,
    TicketUse.PREVIEW: stream_pb2.TICKET_USE_PREVIEW,
}
USE_OF: Final = {number: use for use, number in USES.items()}
KINDS: Final = {
    TrackKind.VIDEO: stream_pb2.TRACK_KIND_VIDEO,
    TrackKind.AUDIO: stream_pb2.TRACK_KIND_AUDIO,
}
RECORDING_TYPE: Final = "video/mp4"
RECORDING_URL_S: Final = 2 * 3600  # at least; the schema promises one hour


async def to_show(
    view: ShowView, *, media: LiveProvider, store: ObjectStore, at: datetime
) -> stream_pb2.Show:
    """As it is at `at`: a deadline that has passed is none."""
    playback = await media.playback(MEDIA_PREFIX + view.path, is_live=view.state is ShowState.LIVE)
    recordings = view.recordings if view.state is ShowState.ENDED else ()
    return stream_pb2.Show(
        show_id=view.id,
        shop_id=view.shop_id,
        channel_id=view.channel_id,
        title=view.title,
        state=STATES[view.state],
        starts=STARTS[view.starts],
        schedule_time=to_timestamp(view.schedule_at),
        live_time=to_timestamp(view.live_at),
        end_time=to_timestamp(view.end_at),
        playback=stream_pb2.Playback(hls_url=playback.hls_url, whep_url=playback.whep_url),
        listings=[
            stream_pb2.Listing(product_id=product_id, position=position)
            for position, product_id in enumerate(view.product_ids, start=1)
        ],
        pinned_product_id=view.pinned_product_id,
        recordings=[await _to_recording(one, store) for one in recordings],
        create_time=to_timestamp(view.created_at),
        version=view.version,
        resume_deadline=to_timestamp(
            view.resume_until if view.resume_until is not None and at < view.resume_until else None
        ),
    )


def to_pin(span: PinSpan) -> stream_pb2.Pin:
    return stream_pb2.Pin(
        product_id=span.product_id,
        start_time=to_timestamp(span.start_at),
        end_time=to_timestamp(span.end_at),
    )


def to_credentials(ingest: Ingest) -> stream_pb2.IngestCredentials:
    return stream_pb2.IngestCredentials(
        rtmp_server=ingest.rtmp_server,
        stream_key=ingest.stream_key,
        whip_url=ingest.whip_url,
        whip_token=ingest.whip_token,
    )


def to_ticket(ticket: ShownTicket, use: TicketUse) -> stream_pb2.MediaTicket:
    return stream_pb2.MediaTicket(
        use=USES[use],
        url=ticket.url,
        token=ticket.token,
        rtmp_server=ticket.rtmp_server,
        rtmp_key=ticket.rtmp_key,
        expire_time=to_timestamp(ticket.expire_at),
    )


def to_ingest(view: IngestView | None) -> stream_pb2.Ingest:
    if view is None:
        return stream_pb2.Ingest(is_receiving=False)
    signal = view.signal
    return stream_pb2.Ingest(
        is_receiving=True,
        protocol=signal.protocol,
        since=to_timestamp(signal.since),
        tracks=[stream_pb2.Track(kind=KINDS[one.kind], codec=one.codec) for one in signal.tracks],
        bytes_received=signal.bytes_received,
        bitrate_bps=view.bitrate_bps,
        readers=signal.readers,
        warnings=[one.value for one in signal.warnings()],
    )


async def _to_recording(view: RecordingView, store: ObjectStore) -> stream_pb2.Recording:
    url = await store.presigned_url(view.key, seconds=RECORDING_URL_S, content_type=RECORDING_TYPE)
    return stream_pb2.Recording(
        url=url,
        start_time=to_timestamp(view.start_at + view.preview),
        duration=to_duration(view.duration - view.preview),
        offset=to_duration(view.preview),
    )
