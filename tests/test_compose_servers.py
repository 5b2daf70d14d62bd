"""The servers of docker-compose.yml are set up as those that `nightmarket up` starts."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from support.compose import DOCKER, EXAMPLE, MIGRATED, PARTS, ROOT, environment

from nightmarket_backends import kafka, mediamtx, postgres, s3

MEDIA_BY_ENVIRONMENT = {
    "apiAddress": "the port is a variable",
    "rtmpAddress": "the port is a variable",
    "rtspAddress": "the port is a variable",
    "hlsAddress": "the port is a variable",
    "webrtcAddress": "the port is a variable",
    "webrtcLocalUDPAddress": "the port is a variable",
    "authHTTPAddress": "it holds a secret",
    "hlsAllowOrigins": "the public address",
    "webrtcAllowOrigins": "the public address",
    "webrtcAdditionalHosts": "the public address",
}


def test_images_have_tags_and_are_what_the_local_fleet_runs() -> None:
    images = {name: value for name, value in EXAMPLE.items() if name.endswith("_IMAGE")}
    for image in images.values():
        assert re.search(r":v?\d+\.\d+[^:/]*$", image), image
    assert images["POSTGRES_IMAGE"] == f"postgres:{postgres.VERSION}"
    assert images["KAFKA_IMAGE"] == f"apache/kafka:{kafka.VERSION}"
    assert images["S3_IMAGE"].endswith(f":{s3.VERSION}")
    assert images["MEDIAMTX_IMAGE"].endswith(f":{mediamtx.VERSION.removeprefix('v')}-ffmpeg")
    assert EXAMPLE["S3_REGION"] == s3.REGION


def test_postgres_has_the_local_locale_and_a_database_for_every_service() -> None:
    source = Path(str(postgres.__file__)).read_text(encoding="utf-8")
    for flag in PARTS["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split():
        assert f'"{flag}"' in source
    script = (DOCKER / "postgres-init.sh").read_text(encoding="utf-8")
    named = re.search(r"^for service in (.*); do$", script, re.MULTILINE)
    assert named is not None
    assert named[1].split() == MIGRATED
    for service in MIGRATED:
        password = f"${{{service.upper()}_DATABASE_PASSWORD:?"
        assert PARTS["postgres"]["environment"][f"{service.upper()}_DATABASE_PASSWORD"].startswith(
            password
        )
        url = PARTS[service]["environment"][f"{service.upper()}_DATABASE_URL"]
        assert url.startswith(f"postgresql://nightmarket_{service}:{password}")
        assert url.endswith(f"/nightmarket_{service}")


def test_kafka_has_the_local_settings() -> None:
    given = environment("kafka")
    here = {
        name.removeprefix("KAFKA_").lower().replace("_", "."): value
        for name, value in given.items()
        if name not in {"CLUSTER_ID", "KAFKA_HEAP_OPTS", "KAFKA_LOG4J_ROOT_LOGLEVEL"}
    }
    addresses = {"listeners", "advertised.listeners", "controller.quorum.voters", "log.dirs"}
    assert {key: here[key] for key in here if key not in addresses} == kafka._SETTINGS
    assert len(given["CLUSTER_ID"]) == 22


def test_the_media_server_has_the_local_settings() -> None:
    local = mediamtx.configuration(
        ports=mediamtx.MediaPorts(rtmp=1, hls=2, webrtc=3, webrtc_udp=4, api=5, rtsp=6),
        auth_url="http://gateway/internal/media/auth",
        recordings=Path("/data/recordings"),
        allowed_origins=("https://live.example.com",),
        hook=lambda event: f"/bin/sh /etc/nightmarket/media-hook.sh {event}",
    )
    file = yaml.safe_load((DOCKER / "mediamtx.yml").read_text(encoding="utf-8"))
    assert file == {key: value for key, value in local.items() if key not in MEDIA_BY_ENVIRONMENT}
    by_environment = {name for name in environment("mediamtx") if name.startswith("MTX_")}
    assert by_environment == {f"MTX_{key.upper()}" for key in MEDIA_BY_ENVIRONMENT}
    assert set(MEDIA_BY_ENVIRONMENT) <= set(local)


def test_what_is_mounted_from_here_exists_and_is_read_only() -> None:
    mounts = [one for part in PARTS.values() for one in part.get("volumes", ()) if one[0] == "."]
    assert len(mounts) == 3
    for mount in mounts:
        source, _, mode = mount.split(":")
        assert (ROOT / source).is_file()
        assert mode == "ro"


def test_recordings_are_objects_of_the_bucket_that_stream_reads() -> None:
    bucket = environment("stream")["STREAM_RECORDINGS_BUCKET"]
    assert environment("mediamtx")["NIGHTMARKET_RECORDINGS"] == f"/data/{bucket}"
    assert f"/data/{bucket} " in PARTS["s3"]["entrypoint"][2]
    assert "objects:/data" in PARTS["s3"]["volumes"]
    assert "objects:/data" in PARTS["mediamtx"]["volumes"]
