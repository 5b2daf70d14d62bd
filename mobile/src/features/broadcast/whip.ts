/** Sends one stream by WHIP (RFC 9725), as H.264: nothing else reaches HLS viewers and the recording. */
import type { Caps } from "#/features/broadcast/quality";
import { SignalError, connected, endSession, exchange, iceServers, whenLost, type Door } from "#/lib/signal";

export type Kind = "video" | "audio";

export type Publication = {
  /** Resolves when the connection is gone for good. */
  readonly lost: Promise<void>;
  stats: () => Promise<RTCStatsReport>;
  /** Send this from now on; null sends nothing. */
  replace: (kind: Kind, track: MediaStreamTrack | null) => Promise<void>;
  cap: (caps: Caps) => Promise<void>;
  close: () => void;
};

/** Baseline, packetization mode 1: what every decoder plays. */
const BEST = /profile-level-id=42e01f/i;
const HELPERS = /\/(?:rtx|red|ulpfec|flexfec-03)$/i;

/** H.264 alone, and what repairs losses; empty where the browser cannot encode it. */
export function h264Of(codecs: readonly RTCRtpCodec[]): RTCRtpCodec[] {
  const rank = ({ sdpFmtpLine = "" }: RTCRtpCodec) =>
    (BEST.test(sdpFmtpLine) ? 0 : 2) + (sdpFmtpLine.includes("packetization-mode=1") ? 0 : 1);
  const found = codecs.filter((codec) => codec.mimeType.toLowerCase() === "video/h264").sort((a, b) => rank(a) - rank(b));
  if (found.length === 0) return [];
  return [...found, ...codecs.filter((codec) => HELPERS.test(codec.mimeType))];
}

export function canPublish(): boolean {
  return "RTCPeerConnection" in window && h264Of(RTCRtpSender.getCapabilities("video")?.codecs ?? []).length > 0;
}

async function limit(sender: RTCRtpSender, encoding: Partial<RTCRtpEncodingParameters>, isVideo: boolean): Promise<void> {
  const parameters = sender.getParameters();
  // A change of size in mid-stream makes HLS players start over, and small print must stay readable:
  // a narrow uplink costs frames first.
  if (isVideo) parameters.degradationPreference = "maintain-resolution";
  for (const one of parameters.encodings) Object.assign(one, encoding);
  await sender.setParameters(parameters);
}

export async function publish(door: Door, stream: MediaStream, caps: Caps, stop: AbortSignal): Promise<Publication> {
  const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: await iceServers(door, stop) });
  stop.throwIfAborted();
  let session: string | null = null;
  const close = () => {
    pc.close();
    if (session !== null) endSession(session, door.token);
    session = null;
  };
  const senders = new Map<Kind, RTCRtpSender>();
  const cap = async (next: Caps) => {
    const [video, audio] = [senders.get("video"), senders.get("audio")];
    if (video) await limit(video, { maxBitrate: next.videoBps, maxFramerate: next.frameRate }, true);
    if (audio) await limit(audio, { maxBitrate: next.audioBps }, false);
  };
  try {
    for (const kind of ["video", "audio"] as const) {
      const track = stream.getTracks().find((one) => one.kind === kind);
      // Both are always there, so that a camera can be added without a new session.
      const transceiver = pc.addTransceiver(track ?? kind, { direction: "sendonly", streams: [stream] });
      senders.set(kind, transceiver.sender);
      if (kind === "audio") continue;
      const codecs = h264Of(RTCRtpSender.getCapabilities("video")?.codecs ?? []);
      if (codecs.length === 0) throw new SignalError("rejected");
      transceiver.setCodecPreferences(codecs);
    }
    session = await exchange(pc, door, stop);
    await cap(caps);
    await connected(pc, stop);
  } catch (error) {
    close();
    throw error;
  }
  return {
    lost: new Promise((done) => { whenLost(pc, done); }),
    stats: () => pc.getStats(),
    replace: async (kind, track) => {
      await senders.get(kind)?.replaceTrack(track);
    },
    cap,
    close,
  };
}
