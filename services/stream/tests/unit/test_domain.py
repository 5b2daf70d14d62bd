import inspect
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket.stream.v1 import error_reason_pb2
from nightmarket.type.v1 import error_reason_pb2 as shared_reason_pb2
from nightmarket_stream.application.ingest import BitrateMeter
from nightmarket_stream.domain import errors
from nightmarket_stream.domain.broadcast import Broadcast
from nightmarket_stream.domain.channel import Channel, hash_key, new_key, new_path
from nightmarket_stream.domain.recording import begun_by, broadcast_of, start_by, start_of
from nightmarket_stream.domain.show import Show, ShowState
from nightmarket_stream.domain.signal import Signal, Track, TrackKind

AT = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=2)


def scheduled(id_: str = "show") -> Show:
    return Show.create(
        id_=id_, shop_id="shop", channel_id="channel", title=" T ", schedule_at=AT, at=AT
    )


def signal(*tracks: tuple[TrackKind, str], received: int = 0) -> Signal:
    return Signal(
        source_id="a",
        protocol="rtmp",
        since=AT,
        tracks=tuple(Track(kind=kind, codec=codec) for kind, codec in tracks),
        bytes_received=received,
        readers=0,
    )


def test_a_signal_is_warned_of_what_viewers_would_miss() -> None:
    video, audio = TrackKind.VIDEO, TrackKind.AUDIO
    assert signal((video, "H264"), (audio, "MPEG-4 Audio")).warnings() == []
    assert signal((audio, "Opus")).warnings() == ["VIDEO_MISSING"]
    assert signal((video, "H264")).warnings() == ["AUDIO_MISSING"]
    assert signal((video, "H265"), (audio, "G711")).warnings() == [
        "VIDEO_CODEC_NOT_H264",
        "AUDIO_CODEC_UNSUPPORTED",
    ]


def test_the_bit_rate_is_of_the_last_seconds_and_never_below_nothing() -> None:
    meter, second = BitrateMeter(), timedelta(seconds=1)
    assert meter.measure(signal(), at=AT) == 0
    assert meter.measure(signal(received=500), at=AT + second) == 4000
    # asked at once by somebody else: the samples before decide
    assert meter.measure(signal(received=500), at=AT + second) == 4000
    rates = [
        meter.measure(signal(received=500 + 1000 * n), at=AT + (n + 1) * second)
        for n in range(1, 30)
    ]
    assert rates[-1] == 8000
    assert meter.measure(signal(received=0), at=AT + 31 * second) == 0


def test_every_reason_is_in_a_schema() -> None:
    known = {
        name.removeprefix("ERROR_REASON_")
        for enum in (error_reason_pb2.ErrorReason, shared_reason_pb2.ErrorReason)
        for name in enum.keys()  # noqa: SIM118 - an enum wrapper, not a dict
    }
    found = [
        error.reason
        for _, error in inspect.getmembers(errors, inspect.isclass)
        if error.__module__ == errors.__name__
    ]
    assert len(found) >= 12
    assert set(found) <= known


def test_paths_and_keys_cannot_be_guessed_and_a_key_is_not_kept() -> None:
    assert len({new_path() for _ in range(1000)}) == 1000
    assert len(new_path()) == 16
    key = new_key()
    channel = Channel(id="c", shop_id="s", path=new_path(), created_at=AT)
    assert not channel.accepts(key)
    assert not channel.accepts("")
    channel = channel.with_key(key)
    assert channel.accepts(key)
    assert not channel.accepts(key + "a")
    assert key not in repr(channel)
    assert repr(hash_key(key)) not in repr(channel)
    assert len(key) >= 43


def test_a_show_that_its_host_ended_goes_one_way() -> None:
    show = scheduled()
    assert show.title == "T"
    live = show.aired("a", since=AT, at=AT)
    over = live.ended(at=AT)
    assert (live.state, over.state, over.source_id) == (ShowState.LIVE, ShowState.ENDED, "")
    assert [one.version for one in (show, live, live.carried_by("b", since=AT), over)] == [
        1,
        2,
        2,
        3,
    ]
    for wrong in (
        lambda: live.aired("a", since=AT, at=AT),
        lambda: over.aired("a", since=AT, at=AT),
        lambda: over.ended(at=AT),
        lambda: over.left(at=AT, resume_for=WINDOW),
        lambda: show.left(at=AT, resume_for=WINDOW),
        lambda: show.carried_by("a", since=AT),
        lambda: over.with_pin(""),
        lambda: over.with_listings(["p"]),
    ):
        with pytest.raises(errors.ShowStateWrong):
            wrong()


def test_a_show_that_its_source_left_can_be_resumed_until_its_window_closes() -> None:
    left = scheduled().aired("a", since=AT, at=AT).left(at=AT + WINDOW, resume_for=WINDOW)
    assert (left.state, left.end_at) == (ShowState.ENDED, AT + WINDOW)
    assert left.resume_until == AT + 2 * WINDOW
    assert left.is_resumable(at=AT + 2 * WINDOW - timedelta.resolution)
    assert not left.is_resumable(at=AT + 2 * WINDOW)
    again = left.aired("b", since=AT + 2 * WINDOW, at=AT + 2 * WINDOW)
    assert (again.state, again.source_id, again.version) == (ShowState.LIVE, "b", 4)
    assert (again.live_at, again.end_at, again.resume_until) == (AT, None, None)
    final = left.ended(at=AT + WINDOW)
    assert (final.end_at, final.resume_until, final.version) == (AT + WINDOW, None, 4)
    for wrong in (
        lambda: left.ended(at=AT + 2 * WINDOW),
        lambda: final.ended(at=AT + WINDOW),
        lambda: final.aired("b", since=AT, at=AT),
        lambda: left.with_pin(""),
    ):
        with pytest.raises(errors.ShowStateWrong):
            wrong()


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("list"), st.lists(st.sampled_from("abcdef"), max_size=8)),
            st.tuples(st.just("pin"), st.sampled_from(["", *"abcdef"])),
        ),
        max_size=20,
    )
)
def test_a_pin_is_always_on_the_list(steps: list[tuple[str, object]]) -> None:
    show = scheduled()
    for verb, value in steps:
        before = show
        if verb == "list":
            show = show.with_listings(value)  # type: ignore[arg-type]
        elif value == "" or value in show.listings:
            show = show.with_pin(str(value))
        assert show.pinned_product_id in ("", *show.listings)
        assert len(set(show.listings)) == len(show.listings)
        assert show.version > before.version or show == before


@pytest.mark.parametrize(
    ("key", "start"),
    [
        ("live/p/2026-11-05_12-00-02-500000.mp4", AT + timedelta(seconds=2.5)),
        ("live/p/2026-13-05_12-00-02-500000.mp4", None),
        ("live/p/2026-11-05.mp4", None),
        ("live/p/2026-11-05_12-00-02-500000.ts", None),
    ],
)
def test_a_name_tells_the_start(key: str, start: datetime | None) -> None:
    assert start_of(key) == start


def test_a_name_in_another_zone_is_not_believed() -> None:
    minute = timedelta(minutes=1)
    far = "live/p/2026-11-05_20-00-00-000000.mp4"
    near = "live/p/2026-11-05_12-00-02-000000.mp4"
    assert start_by(far, end_at=AT + minute, duration=minute) == AT
    assert start_by(near, end_at=AT + minute, duration=minute) == AT + timedelta(seconds=2)


def broadcast(show_id: str, start_at: datetime, end_at: datetime | None = None) -> Broadcast:
    return Broadcast(
        channel_id="channel",
        show_id=show_id,
        source_id="a",
        start_at=start_at,
        picture_at=start_at,
        end_at=end_at,
    )


def test_a_file_belongs_to_the_broadcast_with_which_it_shares_most() -> None:
    minutes = [AT + timedelta(minutes=n) for n in range(5)]
    second_start = minutes[1] + timedelta(seconds=5)
    aired = [broadcast("first", AT, minutes[1]), broadcast("second", second_start)]

    def owner(start: datetime, seconds: int) -> str:
        found = broadcast_of(aired, start_at=start, duration=timedelta(seconds=seconds))
        return found.show_id if found else ""

    assert owner(AT, 59) == "first"
    assert owner(minutes[1] - timedelta(seconds=4), 4) == "first"
    assert owner(second_start + timedelta(seconds=1), 3) == "second"
    assert owner(minutes[1] - timedelta(seconds=10), 120) == "second"
    assert owner(AT - timedelta(hours=1), 60) == ""
    assert owner(AT - timedelta(seconds=10), 3) == "first"


def test_a_file_of_the_bucket_begins_with_its_broadcast_or_a_little_before() -> None:
    second = timedelta(seconds=1)
    aired = [broadcast("first", AT, AT + 10 * second), broadcast("second", AT + 20 * second)]
    owners = {n: begun_by(aired, AT + n * second) for n in (-6, -4, 0, 9, 14, 16, 30)}
    assert {n: one and one.show_id for n, one in owners.items()} == {
        -6: None,
        **dict.fromkeys((-4, 0, 9, 14), "first"),
        **dict.fromkeys((16, 30), "second"),
    }
