/** Short names for the gateway's shapes. */
import type { components } from "#/api/schema.gen";

type Schemas = components["schemas"];
export type Money = Schemas["Money"];
export type Show = Schemas["Show"];
export type ShowState = Show["state"];
export type ShowStarts = Show["starts"];
export type Recording = Schemas["Recording"];
export type HeldUp = Schemas["HeldUp"];
export type MediaTicket = Schemas["MediaTicket"];
export type Ingest = Schemas["Ingest"];
export type Summary = Schemas["Summary"];
export type IngestWarning = Ingest["warnings"][number];
export type Product = Schemas["Product"];
export type Variant = Schemas["Variant"];
export type Shop = Schemas["Shop"];
export type User = Schemas["User"];
export type Session = Schemas["Session"];
export type Tokens = Schemas["Tokens"];
export type Cart = Schemas["Cart"];
export type CartLine = Schemas["CartLine"];
export type Order = Schemas["Order"];
export type Contact = Schemas["Contact"];
export type Payment = Schemas["Payment"];
export type PaymentStarted = Schemas["PaymentStarted"];
export type MyShop = Schemas["MyShop"];
export type Role = MyShop["role"];
export type IngestCredentials = Schemas["IngestCredentials"];
