/**
 * The one table from what went wrong to what is said. A reason that is not here gets the generic
 * message with its code beneath.
 */
import { ApiError } from "#/api/errors";
import type { I18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";

const MESSAGES: Partial<Record<string, MessageKey>> = {
  NETWORK: "errors.network",
  UNREADABLE: "errors.unavailable",
  INTERNAL: "errors.internal",
  SERVICE_UNAVAILABLE: "errors.unavailable",
  REMOTE_UNAVAILABLE: "errors.unavailable",
  NOT_READY: "errors.unavailable",
  DEADLINE_EXCEEDED: "errors.slow",
  RATE_LIMITED: "errors.rateLimited",
  TOKEN_MISSING: "errors.signIn",
  TOKEN_EXPIRED: "errors.signInAgain",
  TOKEN_INVALID: "errors.signInAgain",
  SESSION_REVOKED: "errors.signInAgain",
  TICKET_INVALID: "errors.signInAgain",
  CLIENT_AT_FAULT: "errors.internal",
  REFRESH_INVALID: "errors.signInAgain",
  REFRESH_REUSED: "errors.signInAgain",
  USER_CANCELLED: "errors.loginCancelled",
  STATE_INVALID: "errors.loginStale",
  CODE_INVALID: "errors.loginStale",
  NONCE_MISMATCH: "errors.loginStale",
  ID_TOKEN_INVALID: "errors.loginFailed",
  PROVIDER_UNAVAILABLE: "errors.providerUnavailable",
  PROVIDER_NOT_AVAILABLE: "errors.providerUnavailable",
  ROLE_MISSING: "errors.notAllowed",
  SHOW_NOT_FOUND: "errors.showNotFound",
  ID_INVALID: "errors.showNotFound",
  TITLE_INVALID: "errors.showTitle",
  SHOW_STATE: "errors.showState",
  SIGNAL_MISSING: "errors.signalMissing",
  LISTING_NOT_FOUND: "errors.notInShow",
  PRODUCT_NOT_IN_SHOP: "errors.productNotFound",
  TOO_MANY_LISTINGS: "errors.tooManyListings",
  SHOP_NOT_FOUND: "errors.shopNotFound",
  PRODUCT_NOT_FOUND: "errors.productNotFound",
  VARIANT_NOT_FOUND: "errors.productNotFound",
  LISTING_GONE: "errors.listingGone",
  PRICE_MISSING: "errors.listingGone",
  SOLD_OUT: "errors.soldOut",
  OUT_OF_STOCK: "errors.outOfStock",
  PURCHASE_LIMIT_REACHED: "errors.purchaseLimit",
  STOCK_NEGATIVE: "errors.stockNegative",
  SHOW_ENDED: "errors.showEnded",
  RETURN_EXCEEDS_SALE: "errors.returnTooMuch",
  REASON_INVALID: "errors.invalid",
  LIMIT_INVALID: "errors.invalid",
  QUANTITY_INVALID: "errors.quantity",
  CART_FULL: "errors.cartFull",
  CART_EMPTY: "errors.cartEmpty",
  LINE_NOT_FOUND: "errors.lineGone",
  PRICE_CHANGED: "errors.priceChanged",
  TOTAL_CHANGED: "errors.totalChanged",
  CONTACT_INVALID: "errors.contact",
  ORDER_NOT_FOUND: "errors.orderNotFound",
  ORDER_NOT_PAYABLE: "errors.orderNotPayable",
  ORDER_STATE: "errors.orderState",
  ORDER_NO_MISTYPED: "errors.orderNo",
  FIELD_INVALID: "errors.fieldInvalid",
  REFUND_TOO_LARGE: "errors.refundTooLarge",
  PAYMENT_NOT_FOUND: "errors.paymentNotFound",
  AMOUNT_NOT_CHARGEABLE: "errors.amount",
  CHAT_TEXT_INVALID: "errors.chatText",
  CHAT_MUTED: "errors.chatMuted",
  CHAT_BANNED: "errors.chatBanned",
  CHAT_ROOM_BUSY: "errors.chatBusy",
  CHAT_SLOW_MODE: "errors.chatSlow",
  CHAT_BLOCKED_WORD: "errors.chatWord",
  CHAT_LINKS_OFF: "errors.chatLinks",
  CHAT_MEMBERS_ONLY: "errors.chatMembers",
  MESSAGE_NOT_FOUND: "errors.messageNotFound",
  OWNER_PROTECTED: "errors.ownerProtected",
  ALREADY_BANNED: "errors.alreadyBanned",
  ALREADY_UNDONE: "errors.alreadyUndone",
  ACT_NOT_FOUND: "errors.alreadyUndone",
  SANCTION_NOT_FOUND: "errors.alreadyUndone",
  CHAT_RULES_INVALID: "errors.chatRules",
  MODERATION_INVALID: "errors.invalid",
  BODY_INVALID: "errors.invalid",
};

export function reasonOf(error: unknown): string {
  return error instanceof ApiError ? error.reason : "APP";
}

export function messageOf(error: unknown, i18n: Pick<I18n, "t">): string {
  const key = MESSAGES[reasonOf(error)] ?? "errors.generic";
  return i18n.t(key, error instanceof ApiError ? { ...error.metadata } : undefined);
}
