export { AddressesPage } from "#/features/addresses/AddressesPage";
export { Checkout } from "#/features/checkout/Checkout";
export { PayNow } from "#/features/orders/PayNow";
