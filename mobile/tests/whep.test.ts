/** By which way a live picture comes, and what happens when one does not bring it. */
import { describe, expect, it } from "vitest";
import { inOrder, type Make } from "#/features/show/fallback";
import { order, type Means } from "#/features/show/order";
import type { Engine, Protocol } from "#/features/show/player";
import { count } from "#/features/show/whep";

const USUAL: Means = { hasWebRtc: true, hasMediaSource: true, isFrugal: false, latency: "normal" };

describe("the order", () => {
  it.each<[string, Partial<Means>, string, string[]]>([
    ["LL-HLS is the rule", {}, "w", ["ll-hls"]],
    ["WHEP first for who chose the lowest delay", { latency: "low" }, "w", ["whep", "ll-hls"]],
    ["not where it is not offered", { latency: "low" }, "", ["ll-hls"]],
    ["nor for who saves data", { latency: "low", isFrugal: true }, "w", ["ll-hls"]],
    ["nor without WebRTC", { latency: "low", hasWebRtc: false }, "w", ["ll-hls"]],
    ["without Media Source it spares 10 s", { hasMediaSource: false }, "w", ["whep", "hls"]],
    ["but not its data", { hasMediaSource: false, isFrugal: true }, "w", ["hls"]],
  ])("%s", (_name, means, whepUrl, ways) => {
    expect(order(whepUrl, { ...USUAL, ...means })).toEqual(ways);
  });
});

describe("falling back", () => {
  const made: string[] = [];
  const engine = (protocol: Protocol): Engine =>
    ({ protocol, stop: () => made.push(`stop ${protocol}`), reload: () => made.push(`reload ${protocol}`) }) as unknown as Engine;

  it("turns to the next when one falls, and is over when it is stopped", () => {
    made.length = 0;
    let fall: () => void = () => undefined;
    const first: Make = (fell) => {
      fall = fell;
      return engine("WHEP");
    };
    const now = inOrder(first, () => engine("LL-HLS"));
    expect(now.protocol).toBe("WHEP");
    fall();
    expect(now.protocol).toBe("LL-HLS");
    now.reload();
    now.stop();
    expect(made).toEqual(["reload LL-HLS", "stop LL-HLS"]);
  });

  it("makes nothing more after it was stopped", () => {
    let fall: () => void = () => undefined;
    let seconds = 0;
    const now = inOrder((fell) => {
      fall = fell;
      return engine("WHEP");
    }, () => {
      seconds += 1;
      return engine("LL-HLS");
    });
    now.stop();
    fall();
    expect(seconds).toBe(0);
  });
});

describe("counts", () => {
  it("reads pictures, sound, and when the picture was taken", () => {
    const ntp = 2_208_988_800_000 + 1_700_000_000_000;
    expect(
      count([
        { type: "inbound-rtp", kind: "video", framesDecoded: 12, packetsReceived: 40, estimatedPlayoutTimestamp: ntp },
        { type: "inbound-rtp", kind: "audio", packetsReceived: 5 },
        { type: "candidate-pair", nominated: true, availableIncomingBitrate: 900_000 },
        { type: "candidate-pair", availableIncomingBitrate: 1 },
      ]),
    ).toEqual({ frames: 12, packets: 45, sound: 5, takenAt: 1_700_000_000_000, bandwidth: 900_000 });
  });
});
