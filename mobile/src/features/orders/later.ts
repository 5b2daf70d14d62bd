/** What few orders need: not part of anybody's first load. */
export { OrderAgain } from "#/features/orders/OrderAgain";
export { CodeSoon } from "#/features/orders/CodeSoon";
export { PayCode } from "#/features/orders/PayCode";
export { OrderReceipts } from "#/features/orders/OrderReceipts";
