/** What few orders need: not part of anybody's first load. */
export { OrderAgain } from "#/features/orders/OrderAgain";
export { PayCode } from "#/features/orders/PayCode";
