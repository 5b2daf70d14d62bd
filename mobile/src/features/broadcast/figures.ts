/** From two reports of the connection, what a host should know about it. */

export type Limit = "none" | "cpu" | "bandwidth" | "other";

export type Figures = {
  /** Bits per second, picture and sound together. */
  bps: number;
  fps: number;
  width: number;
  height: number;
  /** Seconds there and back; null while the other side has not reported. */
  roundTrip: number | null;
  /** Share of packets that the server missed, 0 to 1; null as above. */
  loss: number | null;
  limit: Limit;
};

/** What must be remembered between two readings. */
export type Reading = { at: number; bytes: number; frames: number; sent: number; lost: number };

/** The part of a report's entries that is read. */
export type Entry = {
  type: string;
  kind?: string;
  bytesSent?: number;
  packetsSent?: number;
  framesEncoded?: number;
  framesPerSecond?: number;
  frameWidth?: number;
  frameHeight?: number;
  qualityLimitationReason?: string;
  packetsLost?: number;
  roundTripTime?: number;
};

const LIMITS: readonly string[] = ["none", "cpu", "bandwidth"];

export function read(report: Iterable<Entry>, at: number, before: Reading | null): { figures: Figures; reading: Reading } {
  const reading: Reading = { at, bytes: 0, frames: 0, sent: 0, lost: 0 };
  const figures: Figures = { bps: 0, fps: 0, width: 0, height: 0, roundTrip: null, loss: null, limit: "none" };
  let isHeard = false;
  for (const entry of report) {
    if (entry.type === "outbound-rtp") {
      reading.bytes += entry.bytesSent ?? 0;
      reading.sent += entry.packetsSent ?? 0;
      if (entry.kind !== "video") continue;
      reading.frames = entry.framesEncoded ?? 0;
      figures.fps = entry.framesPerSecond ?? 0;
      figures.width = entry.frameWidth ?? 0;
      figures.height = entry.frameHeight ?? 0;
      const reason = entry.qualityLimitationReason ?? "none";
      figures.limit = LIMITS.includes(reason) ? (reason as Limit) : "other";
    } else if (entry.type === "remote-inbound-rtp") {
      isHeard = true;
      reading.lost += entry.packetsLost ?? 0;
      if (entry.roundTripTime !== undefined) figures.roundTrip = Math.max(figures.roundTrip ?? 0, entry.roundTripTime);
    }
  }
  if (before !== null && at > before.at) {
    const seconds = (at - before.at) / 1000;
    figures.bps = Math.max(0, ((reading.bytes - before.bytes) * 8) / seconds);
    if (figures.fps === 0) figures.fps = Math.max(0, (reading.frames - before.frames) / seconds);
    const sent = reading.sent - before.sent;
    if (isHeard && sent > 0) figures.loss = Math.min(1, Math.max(0, (reading.lost - before.lost) / sent));
  }
  return { figures, reading };
}
