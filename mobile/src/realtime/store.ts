/** What a room looks like, from its events. Pure: the socket and React are elsewhere. */
import { isAfter } from "#/realtime/ids";
import type { Connection } from "#/realtime/listener";
import type { Card, ClaimAnswer, DealEvent, ListingEvent, RoomEvent, RoomState, VoucherEvent } from "#/realtime/frames";
import { lineOf, namesOf, withAnswers } from "#/realtime/lines";
import type { ShowState } from "#/api/types";

/** A line that is answered: as the log has it, or as it was when she chose it. */
export type Quote = { id: string; userId: string; name: string; text: string };
export type ChatMessage = {
  id: string;
  kind: "chat";
  userId: string;
  name: string;
  text: string;
  clientId: string;
  quote: Quote | null;
  /** What became of it, if it claimed something. */
  claim?: ClaimAnswer;
};
export type Line =
  | ChatMessage
  | { id: string; kind: "gap" }
  | { id: string; kind: "wentLive" }
  | { id: string; kind: "pinned"; title: string }
  | { id: string; kind: "soldOut"; title: string };

export type Mine = { clientId: string; text: string; quote: Quote | null; state: "sending" | "failed"; reason: string };
export type Sanction = { state: "muted" | "banned" | "none"; until: number };

export type Room = {
  connection: Connection;
  viewers: number;
  /** null until the room has said it. */
  status: ShowState | null;
  /** null until the room has said it; `productId` is empty when nothing is pinned. */
  pin: { productId: string; card: Card | null } | null;
  /** Units on hand by variant, as far as they changed since the show was announced. */
  stock: Readonly<Record<string, number>>;
  /** What variants are called, of the products that were pinned. */
  names: Readonly<Record<string, string>>;
  /** What can be claimed, by product. */
  listings: Readonly<Record<string, ListingEvent>>;
  /** The newest flash deal of each variant, and what is left of deals, by deal. */
  deals: Readonly<Record<string, DealEvent>>;
  dealLeft: Readonly<Record<string, number>>;
  /** Vouchers that were dropped, by their id. */
  vouchers: Readonly<Record<string, VoucherEvent>>;
  /** The newest answers to claims, whoever's. */
  answers: readonly ClaimAnswer[];
  lines: readonly Line[];
  /** Ids of lines that moderators took away, by the act: another act may bring them back. */
  deletions: ReadonlyMap<string, readonly string[]>;
  /** A message that stands above the talk. */
  pinnedLine: { id: string; name: string; text: string } | null;
  /** Seconds between two messages of a person; 0: no slow mode. */
  slowModeS: number;
  /** Only who works for the shop may write. */
  isMembersOnly: boolean;
  /** Who was muted or banned while we were here, or learnt it when she wrote. */
  sanctions: Readonly<Record<string, Sanction>>;
  /** When she last wrote, for slow mode. */
  spokeAt: number;
  /** The line that she is answering. */
  answering: Quote | null;
  /** What was refused and is to be written in another way. */
  rewriting: { text: string } | null;
  /** How many chat lines ever came, so that "12 new" can be counted past the cap. */
  total: number;
  mine: readonly Mine[];
  refused: string | null;
};

/** Older lines leave the screen's memory; the log has them. */
export const MOST_LINES = 10_000;
const MOST_ANSWERS = 400;

export const EMPTY: Room = {
  connection: "connecting",
  viewers: 0,
  status: null,
  pin: null,
  stock: {},
  names: {},
  listings: {},
  deals: {},
  dealLeft: {},
  vouchers: {},
  answers: [],
  lines: [],
  deletions: new Map(),
  pinnedLine: null,
  slowModeS: 0,
  isMembersOnly: false,
  sanctions: {},
  spokeAt: -Infinity,
  answering: null,
  rewriting: null,
  total: 0,
  mine: [],
  refused: null,
};

const CALM = ["connection", "viewers", "status", "pin", "stock", "names", "listings", "deals", "dealLeft", "vouchers", "answers", "refused"] as const satisfies (keyof Room)[];
/** All but the talk: it changes with every line, and the rest of the screen need not. */
export type Calm = Pick<Room, (typeof CALM)[number]>;

/** Holds a room for React: who reads the talk hears of everything, the others of the rest. */
export class RoomStore {
  private room = EMPTY;
  private calm: Calm = EMPTY;
  private readonly listeners = new Set<() => void>();

  readonly read = (): Room => this.room;
  readonly readCalm = (): Calm => this.calm;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  change(how: (room: Room) => Room): void {
    this.room = how(this.room);
    if (CALM.some((key) => this.room[key] !== this.calm[key])) this.calm = this.room;
    for (const listener of this.listeners) listener();
  }
}

type Known = Pick<Room, "status" | "pin" | "stock" | "listings" | "deals" | "dealLeft" | "vouchers" | "pinnedLine" | "slowModeS" | "isMembersOnly" | "sanctions">;

function withState<T extends Known>(known: T, event: RoomEvent | RoomState[string]): T {
  switch (event.kind) {
    case "status":
      return { ...known, status: event.state };
    case "pin":
      return { ...known, pin: { productId: event.product_id, card: event.product } };
    case "stock":
      return {
        ...known,
        stock: { ...known.stock, [event.variant_id]: event.on_hand },
        dealLeft: event.deal ? { ...known.dealLeft, [event.deal.deal_id]: event.deal.left } : known.dealLeft,
      };
    case "deal":
      return { ...known, deals: { ...known.deals, [event.variant_id]: event } };
    case "listing":
      return { ...known, listings: { ...known.listings, [event.product_id]: event } };
    case "voucher":
      return { ...known, vouchers: { ...known.vouchers, [event.voucher_id]: event } };
    case "message_pin":
      return {
        ...known,
        pinnedLine: event.message && { id: event.message.id, name: event.message.user.name, text: event.message.text },
      };
    case "rules":
      return { ...known, slowModeS: event.slow_mode_s, isMembersOnly: event.talk === "members" };
    case "sanction":
      return {
        ...known,
        sanctions: { ...known.sanctions, [event.user_id]: { state: event.state, until: event.until } },
      };
    default:
      return known;
  }
}

type Deletions = Room["deletions"];

/** Ids never come twice, so what is taken away stays away whatever list it is in. */
function withDeletion(deletions: Deletions, event: RoomEvent, lines: readonly Line[]): Deletions {
  if (event.kind === "restored") {
    return new Map([...deletions].filter(([act]) => act !== event.act_id));
  }
  if (event.kind !== "deleted") return deletions;
  const gone = event.message_id
    ? [event.message_id]
    : lines
        .flatMap((line) => (line.kind === "chat" ? [line, ...(line.quote ? [line.quote] : [])] : []))
        .filter((said) => said.userId === event.user_id && isAfter(event.id, said.id))
        .map(({ id }) => id);
  return new Map([...deletions, [event.act_id, gone]]);
}

/** The lines that are there to be read; what is taken away is read in no answer to it either. */
export function readable(lines: readonly Line[], deletions: Deletions): readonly Line[] {
  if (deletions.size === 0) return lines;
  const gone = new Set([...deletions.values()].flat());
  return lines
    .filter((line) => !gone.has(line.id))
    .map((line) => (line.kind === "chat" && line.quote && gone.has(line.quote.id) ? { ...line, quote: null } : line));
}

export function withEvents(room: Room, events: readonly RoomEvent[]): Room {
  let { names, mine, deletions } = room;
  let known = room;
  const added: Line[] = [];
  const answers: ClaimAnswer[] = [];
  for (const event of events) {
    if (event.kind === "claims") answers.push(...event.answers);
    if (event.kind === "pin") names = { ...names, ...namesOf(event.product) };
    const line = lineOf(event, names);
    if (line !== null) added.push(line);
    known = withState(known, event);
    if (event.kind === "deleted" || event.kind === "restored") {
      deletions = withDeletion(deletions, event, [...room.lines, ...added]);
    }
    if (event.kind === "chat" && mine.length > 0) mine = mine.filter((one) => one.clientId !== event.client_id);
  }
  const all = added.length > 0 ? [...room.lines, ...added].slice(-MOST_LINES) : room.lines;
  const told = answers.length > 0 ? [...room.answers, ...answers].slice(-MOST_ANSWERS) : room.answers;
  return { ...known, names, mine, lines: withAnswers(all, answers), answers: told, deletions, total: room.total + added.length };
}

/** Lines up to `lastId` are missing. */
export function withGap(room: Room, lastId: string): Room {
  return { ...room, lines: [...room.lines, { id: `gap-${lastId}`, kind: "gap" as const }].slice(-MOST_LINES) };
}

export function withJoined(
  room: Room,
  joined: { events: readonly RoomEvent[]; state: RoomState; hasGap: boolean },
): Room {
  const gap: Line = { id: `gap-${joined.events[0]?.id ?? String(room.total)}`, kind: "gap" };
  const before = joined.hasGap ? { ...room, lines: [...room.lines, gap] } : room;
  const seen = withEvents(before, joined.events);
  // The state is newer than the history: it is the latest of each.
  let known: Known = { ...EMPTY, sanctions: seen.sanctions };
  for (const value of Object.values(joined.state)) known = withState(known, value);
  const { status, pin, stock, listings, deals, dealLeft, vouchers, pinnedLine, slowModeS, isMembersOnly } = known;
  return {
    ...seen,
    status: status ?? seen.status,
    pin: pin ?? seen.pin,
    stock: { ...seen.stock, ...stock },
    listings: { ...seen.listings, ...listings },
    deals: { ...seen.deals, ...deals },
    dealLeft: { ...seen.dealLeft, ...dealLeft },
    vouchers: { ...seen.vouchers, ...vouchers },
    names: { ...seen.names, ...namesOf(pin?.card ?? null) },
    pinnedLine,
    slowModeS,
    isMembersOnly,
  };
}
