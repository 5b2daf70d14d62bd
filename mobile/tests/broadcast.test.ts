/** Going live from a browser: what is offered, what is said about it, and coming back after a loss. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "#/api/errors";
import { Broadcaster, RESUME_MS, mayPass, waitMs, type Standing } from "#/features/broadcast/broadcaster";
import { troubleOf } from "#/features/broadcast/devices";
import { read } from "#/features/broadcast/figures";
import { levelOf } from "#/features/broadcast/level";
import { CAPS } from "#/features/broadcast/quality";
import { h264Of, type Publication } from "#/features/broadcast/whip";
import { SignalError, exchange, iceServersOf, type Failure } from "#/lib/signal";

describe("codecs", () => {
  const codec = (mimeType: string, sdpFmtpLine = ""): RTCRtpCodec => ({ mimeType, sdpFmtpLine, clockRate: 90000 });

  it("offers H.264 alone, baseline with packetization 1 first, and what repairs losses", () => {
    const all = [
      codec("video/VP8"),
      codec("video/rtx"),
      codec("video/H264", "packetization-mode=0;profile-level-id=42e01f"),
      codec("video/H264", "packetization-mode=1;profile-level-id=640032"),
      codec("video/H264", "packetization-mode=1;profile-level-id=42e01f"),
      codec("video/AV1"),
    ];
    expect(h264Of(all)).toEqual([all[4], all[2], all[3], all[1]]);
  });

  it("offers nothing where there is no H.264", () => {
    expect(h264Of([codec("video/VP8"), codec("video/rtx")])).toEqual([]);
  });
});

describe("the server's relays", () => {
  it("reads them from the Link header", () => {
    const link =
      '<stun:stun.example.net>; rel="ice-server", <https://x/y>; rel="next", ' +
      '<turn:turn.example.net?transport=tcp>; rel="ice-server"; username="a,b"; credential="q\\"z"; credential-type="password"';
    expect(iceServersOf(link)).toEqual([
      { urls: "stun:stun.example.net" },
      { urls: "turn:turn.example.net?transport=tcp", username: "a,b", credential: 'q"z' },
    ]);
    expect(iceServersOf(null)).toEqual([]);
  });
});

describe("the offer", () => {
  const pc = {
    setLocalDescription: () => Promise.resolve(),
    iceGatheringState: "complete",
    localDescription: { sdp: "v=0" },
    setRemoteDescription: () => Promise.resolve(),
  } as unknown as RTCPeerConnection;
  const door = { url: "https://media.example.net/live/x/whip", token: "t-1" };
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("answers the session's address, relative to the door", async () => {
    const asked = vi.fn(() => Promise.resolve(new Response("v=0", { status: 201, headers: { Location: "/live/x/whip/7" } })));
    vi.stubGlobal("fetch", asked);
    expect(await exchange(pc, door, new AbortController().signal)).toBe("https://media.example.net/live/x/whip/7");
    const [, init] = asked.mock.calls[0] as unknown as [string, RequestInit];
    expect(init.headers).toEqual({ Authorization: "Bearer t-1", "Content-Type": "application/sdp" });
    expect(init.body).toBe("v=0");
  });

  it.each<[number, Failure]>([
    [401, "refused"],
    [403, "refused"],
    [404, "absent"],
    [406, "rejected"],
    [503, "busy"],
    [500, "busy"],
    [200, "rejected"],
  ])("%i is %s", async (status, failure) => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("", { status })));
    await expect(exchange(pc, door, new AbortController().signal)).rejects.toMatchObject({ failure });
  });

  it("no answer is unreachable", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(exchange(pc, door, new AbortController().signal)).rejects.toMatchObject({ failure: "unreachable" });
  });
});

describe("devices", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "absent"],
    ["OverconstrainedError", "absent"],
    ["NotReadableError", "taken"],
    ["TypeError", "unsupported"],
  ])("%s is %s", (name, trouble) => {
    expect(troubleOf(Object.assign(new Error(), { name }))).toBe(trouble);
  });

  it("silence is nothing and a full tone is nearly all of the scale", () => {
    expect(levelOf(new Float32Array(1024))).toBe(0);
    expect(levelOf(new Float32Array(1024).fill(0.001))).toBeCloseTo(0);
    expect(levelOf(Float32Array.from({ length: 1024 }, (_, at) => Math.sin(at)))).toBeGreaterThan(0.9);
  });
});

describe("figures", () => {
  const report = (bytes: number, packets: number, lost: number) => [
    { type: "outbound-rtp", kind: "video", bytesSent: bytes, packetsSent: packets, framesEncoded: 60, framesPerSecond: 30, frameWidth: 1280, frameHeight: 720, qualityLimitationReason: "cpu" },
    { type: "outbound-rtp", kind: "audio", bytesSent: 10_000, packetsSent: 100 },
    { type: "remote-inbound-rtp", kind: "video", packetsLost: lost, roundTripTime: 0.05 },
    { type: "candidate-pair" },
  ];

  it("tells rates between two readings", () => {
    const first = read(report(100_000, 1000, 10), 1000, null);
    expect(first.figures).toMatchObject({ bps: 0, loss: null, roundTrip: 0.05, limit: "cpu", width: 1280, height: 720, fps: 30 });
    const second = read(report(600_000, 1900, 100), 3000, first.reading);
    expect(second.figures.bps).toBe(2_000_000);
    expect(second.figures.loss).toBeCloseTo(0.1);
  });
});

describe("on air", () => {
  const stream = { getTracks: () => [] } as unknown as MediaStream;
  let now = 0;
  let lose: (() => void)[] = [];
  let closed = 0;
  const publication = (): Publication => ({
    lost: new Promise((done) => { lose.push(done); }),
    stats: () => Promise.reject(new Error("not asked")),
    replace: () => Promise.resolve(),
    cap: () => Promise.resolve(),
    close: () => { closed += 1; },
  });
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const onAir = (broadcaster: Broadcaster): Standing["state"] => broadcaster.look().state;

  beforeEach(() => {
    vi.useFakeTimers();
    now = 0;
    lose = [];
    closed = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("takes a fresh ticket for every connection", async () => {
    const tokens: string[] = [];
    let made = 0;
    const broadcaster = new Broadcaster({
      ticket: () => Promise.resolve({ url: "u", token: `t-${(made += 1)}` }),
      publish: (door) => {
        tokens.push(door.token);
        return Promise.resolve(publication());
      },
      now: () => now,
    });
    broadcaster.start(stream, CAPS["720p"]);
    await settle();
    expect(broadcaster.look()).toEqual({ state: "onAir", since: 0 });
    now = 5000;
    lose[0]?.();
    await settle();
    expect(onAir(broadcaster)).toBe("onAir");
    expect(tokens).toEqual(["t-1", "t-2"]);
    expect(closed).toBe(1);
    broadcaster.stop();
    expect(onAir(broadcaster)).toBe("off");
    expect(closed).toBe(2);
  });

  it("keeps trying while the show waits, also when its old place is still held, and no longer", async () => {
    let tries = 0;
    const broadcaster = new Broadcaster({
      ticket: () => Promise.resolve({ url: "u", token: "t" }),
      publish: () => (tries++ === 0 ? Promise.resolve(publication()) : Promise.reject(new SignalError("refused"))),
      now: () => now,
    });
    broadcaster.start(stream, CAPS["720p"]);
    await settle();
    lose[0]?.();
    await settle();
    expect(broadcaster.look()).toEqual({ state: "reconnecting", until: RESUME_MS });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(tries).toBeGreaterThan(3);
    expect(onAir(broadcaster)).toBe("reconnecting");
    now = RESUME_MS;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(broadcaster.look()).toMatchObject({ state: "failed", error: { failure: "refused" } });
  });

  it("does not insist at first when it is refused, and says with what", async () => {
    const refusal = new ApiError({ reason: "ROLE_MISSING", status: 403 });
    const broadcaster = new Broadcaster({ ticket: () => Promise.reject(refusal), publish: () => Promise.reject(new Error("not reached")), now: () => now });
    broadcaster.start(stream, CAPS["720p"]);
    await settle();
    expect(broadcaster.look()).toEqual({ state: "failed", error: refusal });
    broadcaster.start(stream, CAPS["720p"]);
    expect(onAir(broadcaster)).toBe("connecting");
    broadcaster.stop();
  });

  it("closes what comes after she stopped", async () => {
    let answer: (made: Publication) => void = () => undefined;
    const broadcaster = new Broadcaster({
      ticket: () => Promise.resolve({ url: "u", token: "t" }),
      publish: () => new Promise((done) => { answer = done; }),
      now: () => now,
    });
    broadcaster.start(stream, CAPS["720p"]);
    await settle();
    broadcaster.stop();
    answer(publication());
    await settle();
    expect(onAir(broadcaster)).toBe("off");
    expect(closed).toBe(1);
  });

  it("knows what may pass", () => {
    expect(mayPass(new SignalError("refused"), false)).toBe(false);
    expect(mayPass(new SignalError("refused"), true)).toBe(true);
    expect(mayPass(new SignalError("rejected"), true)).toBe(false);
    expect(mayPass(new SignalError("unreachable"), false)).toBe(true);
    expect(mayPass(new ApiError({ reason: "SHOW_STATE", status: 409 }), true)).toBe(false);
    expect(waitMs(0, 0)).toBe(750);
    expect(waitMs(20, 1)).toBe(10_000);
  });
});
