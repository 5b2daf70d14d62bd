/** Watches one stream by WHEP. Fetched only by who watches that way. */
import { connected, endSession, exchange, iceServers, whenLost, type Door } from "#/lib/signal";

export type Counts = {
  /** Pictures decoded, and everything received, since the beginning. */
  frames: number;
  packets: number;
  /** Of these, those with sound. */
  sound: number;
  /** When what is shown now was taken, by the media server's clock, in ms. */
  takenAt: number | null;
  bandwidth: number | null;
};

export type Watching = {
  stream: MediaStream;
  /** Resolves when the connection is gone for good. */
  lost: Promise<void>;
  counts: () => Promise<Counts>;
  close: () => void;
};

/** Times in reports count from 1900 (NTP) where they are of the other side. */
const NTP_TO_UNIX_MS = 2_208_988_800_000;

type Entry = {
  type: string;
  kind?: string;
  framesDecoded?: number;
  packetsReceived?: number;
  estimatedPlayoutTimestamp?: number;
  nominated?: boolean;
  availableIncomingBitrate?: number;
};

export function count(report: readonly Entry[]): Counts {
  const counts: Counts = { frames: 0, packets: 0, sound: 0, takenAt: null, bandwidth: null };
  for (const entry of report) {
    if (entry.type === "candidate-pair" && entry.nominated === true) counts.bandwidth = entry.availableIncomingBitrate ?? null;
    if (entry.type !== "inbound-rtp") continue;
    counts.packets += entry.packetsReceived ?? 0;
    if (entry.kind === "audio") counts.sound += entry.packetsReceived ?? 0;
    if (entry.kind !== "video") continue;
    counts.frames = entry.framesDecoded ?? 0;
    const ntp = entry.estimatedPlayoutTimestamp ?? 0;
    if (ntp > NTP_TO_UNIX_MS) counts.takenAt = ntp - NTP_TO_UNIX_MS;
  }
  return counts;
}

export async function watch(door: Door, stop: AbortSignal): Promise<Watching> {
  const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: await iceServers(door, stop) });
  stop.throwIfAborted();
  let session: string | null = null;
  const close = () => {
    pc.close();
    if (session !== null) endSession(session, door.token);
    session = null;
  };
  const stream = new MediaStream();
  pc.addEventListener("track", ({ track }) => {
    stream.addTrack(track);
  });
  pc.addTransceiver("video", { direction: "recvonly" });
  pc.addTransceiver("audio", { direction: "recvonly" });
  try {
    session = await exchange(pc, door, stop);
    await connected(pc, stop);
  } catch (error) {
    close();
    throw error;
  }
  return {
    stream,
    lost: new Promise((done) => { whenLost(pc, done); }),
    counts: async () => {
      const report: Entry[] = [];
      (await pc.getStats()).forEach((entry) => report.push(entry as Entry));
      return count(report);
    },
    close,
  };
}
