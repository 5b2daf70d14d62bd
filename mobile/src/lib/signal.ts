/**
 * What WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep) have in common: one offer, one answer, one
 * session to delete. Candidates are gathered before the offer goes, which spares trickling them.
 */

/**
 * `refused`: no right to it; `absent`: nothing is there (yet); `busy`: come back later;
 * `rejected`: no common ground; `unreachable`: no answer; `dead`: answered, but no media connection.
 */
export type Failure = "refused" | "absent" | "busy" | "rejected" | "unreachable" | "dead";

export class SignalError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure);
    this.name = "SignalError";
    this.failure = failure;
  }
}

/** Where to offer, and the right to; the token may be empty. */
export type Door = { url: string; token: string };

/** Slow gathering (a dead STUN server, many interfaces) must not hold up what is found already. */
const GATHER_MS = 2000;
/** A media server makes who is refused wait a few seconds. */
const ANSWER_MS = 10_000;
const CONNECT_MS = 10_000;

const FAILURES: Record<number, Failure> = {
  401: "refused",
  403: "refused",
  404: "absent",
  409: "absent",
  429: "busy",
  502: "busy",
  503: "busy",
  504: "busy",
};

async function ask(door: Door, method: "POST" | "OPTIONS", offer: string | undefined, stop: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = {};
  if (door.token !== "") headers.Authorization = `Bearer ${door.token}`;
  if (offer !== undefined) headers["Content-Type"] = "application/sdp";
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(ANSWER_MS)]);
    return await fetch(door.url, { method, headers, body: offer, credentials: "omit", signal });
  } catch (error) {
    if (stop.aborted) throw error;
    throw new SignalError("unreachable");
  }
}

/** The relays and reflectors that the server names, from a `Link` header. */
export function iceServersOf(link: string | null): RTCIceServer[] {
  const found: RTCIceServer[] = [];
  for (const one of (link ?? "").split(/,\s*(?=<)/)) {
    const url = /^<([^>]+)>/.exec(one)?.[1];
    if (url === undefined || !/;\s*rel="?ice-server"?/.test(one)) continue;
    const said = (name: string) => new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(one)?.[1]?.replace(/\\(.)/g, "$1");
    const [username, credential] = [said("username"), said("credential")];
    found.push(username !== undefined && credential !== undefined ? { urls: url, username, credential } : { urls: url });
  }
  return found;
}

/** Networks that let no UDP out need the server's relays; without an answer it is tried without. */
export async function iceServers(door: Door, stop: AbortSignal): Promise<RTCIceServer[]> {
  try {
    const answer = await ask(door, "OPTIONS", undefined, stop);
    return answer.ok ? iceServersOf(answer.headers.get("Link")) : [];
  } catch (error) {
    if (error instanceof SignalError) return [];
    throw error;
  }
}

function gathered(pc: RTCPeerConnection, stop: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (pc.iceGatheringState === "complete") {
      done();
      return;
    }
    const timer = setTimeout(done, GATHER_MS);
    stop.addEventListener("abort", () => { done(); }, { once: true });
    pc.addEventListener("icegatheringstatechange", () => {
      if (pc.iceGatheringState !== "complete") return;
      clearTimeout(timer);
      done();
    });
  });
}

/** Offer what `pc` is made for and take the answer. Answers the session's address, to delete at the end. */
export async function exchange(pc: RTCPeerConnection, door: Door, stop: AbortSignal): Promise<string> {
  await pc.setLocalDescription();
  await gathered(pc, stop);
  stop.throwIfAborted();
  const answer = await ask(door, "POST", pc.localDescription?.sdp ?? "", stop);
  if (answer.status !== 201) throw new SignalError(FAILURES[answer.status] ?? (answer.status >= 500 ? "busy" : "rejected"));
  // Relative to the door, not to our page; after a redirect, to where it led.
  const session = new URL(answer.headers.get("Location") ?? "", answer.url || door.url).href;
  try {
    const sdp = await answer.text();
    stop.throwIfAborted();
    await pc.setRemoteDescription({ type: "answer", sdp });
  } catch (error) {
    endSession(session, door.token);
    if (stop.aborted) throw error;
    throw new SignalError("rejected");
  }
  return session;
}

export function connected(pc: RTCPeerConnection, stop: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => { fail(new SignalError("dead")); }, CONNECT_MS);
    const look = () => {
      if (pc.connectionState === "connected") done();
      else if (pc.connectionState === "failed" || pc.connectionState === "closed") fail(new SignalError("dead"));
      else return;
      clearTimeout(timer);
    };
    stop.addEventListener("abort", () => {
      clearTimeout(timer);
      fail(stop.reason as Error);
    }, { once: true });
    pc.addEventListener("connectionstatechange", look);
    look();
  });
}

/** A connection that is interrupted may come back by itself; browsers need seconds to notice, too. */
const INTERRUPTED_MS = 3000;

/** Tells once that the connection is gone for good: the server said goodbye, or nothing has come for long. */
export function whenLost(pc: RTCPeerConnection, lost: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const transport = pc.getSenders()[0]?.transport ?? pc.getReceivers()[0]?.transport;
  transport?.addEventListener("statechange", () => {
    if (transport.state === "closed" || transport.state === "failed") lost();
  });
  pc.addEventListener("connectionstatechange", () => {
    clearTimeout(timer);
    if (pc.connectionState === "failed" || pc.connectionState === "closed") lost();
    else if (pc.connectionState === "disconnected") timer = setTimeout(lost, INTERRUPTED_MS);
  });
}

/** Tell the server that it is over; what cannot be told it notices by itself. */
export function endSession(session: string, token: string): void {
  const headers: Record<string, string> = token === "" ? {} : { Authorization: `Bearer ${token}` };
  void fetch(session, { method: "DELETE", headers, credentials: "omit", keepalive: true }).catch(() => undefined);
}
