"""A clock that is burnt into a picture and read off it again, and a tone beside it: scripts for browsers.

The time of drawing, in ms modulo 2^24, stands as 32 bars across the top of the picture: 24 bits and
their checksum. What a codec blurs is refused by the checksum, not misread.
"""

from __future__ import annotations

from typing import Any, Protocol


class Page(Protocol):
    """Playwright's; this package does without it."""

    async def evaluate(self, expression: str, arg: Any = ...) -> Any: ...


# in the place of the camera and the microphone of a page, before its own scripts run
CAMERA = """
(() => {
    const draw = (pen, width, height) => {
        const now = Date.now();
        const time = now % 16777216;
        const sum = (time ^ (time >> 8) ^ (time >> 16)) & 255;
        const bar = width / 32;
        pen.fillStyle = `hsl(${(now / 40) % 360} 40% 30%)`;
        pen.fillRect(0, 0, width, height);
        for (let bit = 0; bit < 32; bit += 1) {
            const isOn = bit < 24 ? (time >> (23 - bit)) & 1 : (sum >> (31 - bit)) & 1;
            pen.fillStyle = isOn ? "#fff" : "#000";
            pen.fillRect(bit * bar, 0, bar + 1, height / 4);
        }
        pen.fillStyle = "#fff";
        pen.font = `${height / 6}px monospace`;
        pen.fillText(new Date(now).toISOString().slice(11, 23), width / 5, height * 0.7);
    };
    navigator.mediaDevices.getUserMedia = async () => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [1280, 720];
        const pen = canvas.getContext("2d");
        setInterval(() => draw(pen, canvas.width, canvas.height), 1000 / 30);
        const stream = canvas.captureStream(30);
        const context = new AudioContext();
        const tone = new OscillatorNode(context, { frequency: 440 });
        const out = context.createMediaStreamDestination();
        tone.connect(new GainNode(context, { gain: 0.3 })).connect(out);
        tone.start();
        stream.addTrack(out.stream.getAudioTracks()[0]);
        return stream;
    };
})();
"""

READ = """
([seconds]) => new Promise((done) => {
    const video = document.querySelector("video");
    const canvas = new OffscreenCanvas(320, 1);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const delays = [];
    let misread = 0;
    const end = performance.now() + seconds * 1000;
    const look = () => {
        const now = Date.now();
        pen.drawImage(video, 0, video.videoHeight / 8, video.videoWidth, 1, 0, 0, 320, 1);
        const { data } = pen.getImageData(0, 0, 320, 1);
        let [time, sum] = [0, 0];
        for (let bit = 0; bit < 32; bit += 1) {
            const isOn = data[(bit * 10 + 5) * 4] > 127 ? 1 : 0;
            if (bit < 24) time = time * 2 + isOn;
            else sum = sum * 2 + isOn;
        }
        if (((time ^ (time >> 8) ^ (time >> 16)) & 255) === sum) {
            delays.push((now - time + 33554432) % 16777216);
        } else misread += 1;
        if (performance.now() < end) video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    setTimeout(() => done({ delays, misread }), seconds * 1000 + 500);
})
"""

# root mean square of the sound that the element plays, over half a second
LOUDNESS = """
async () => {
    const video = document.querySelector("video");
    const context = new AudioContext();
    const [track] = video.captureStream().getAudioTracks();
    if (!track) return 0;
    const ear = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([track])).connect(ear);
    await new Promise((done) => setTimeout(done, 500));
    const samples = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(samples);
    await context.close();
    return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
}
"""

# the least that a browser needs to broadcast by WHIP: no app in between
PUBLISH = """
async ([url, token]) => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
    const pc = new RTCPeerConnection();
    for (const track of stream.getTracks()) {
        const transceiver = pc.addTransceiver(track, { direction: "sendonly", streams: [stream] });
        if (track.kind !== "video") continue;
        const codecs = RTCRtpSender.getCapabilities("video").codecs;
        transceiver.setCodecPreferences(codecs.filter((one) => one.mimeType === "video/H264"));
    }
    await pc.setLocalDescription();
    if (pc.iceGatheringState !== "complete") {
        await new Promise((done) => {
            pc.onicegatheringstatechange = () => pc.iceGatheringState === "complete" && done();
        });
    }
    const headers = { "Content-Type": "application/sdp", Authorization: `Bearer ${token}` };
    const body = pc.localDescription.sdp;
    const answer = await fetch(url, { method: "POST", headers, body });
    if (answer.status !== 201) throw new Error(`WHIP answered ${answer.status}`);
    await pc.setRemoteDescription({ type: "answer", sdp: await answer.text() });
    window.broadcast = pc;
}
"""


async def publish(page: Page, *, url: str, token: str) -> None:
    await page.evaluate(PUBLISH, [url, token])


async def delays_of(page: Page, *, seconds: float) -> list[float]:
    """How old each shown picture was, in ms."""
    read = await page.evaluate(READ, [seconds])
    return [float(one) for one in read["delays"]]


async def loudness_of(page: Page) -> float:
    loudness: float = await page.evaluate(LOUDNESS)
    return loudness
