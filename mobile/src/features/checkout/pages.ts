export { AddressesPage } from "#/features/addresses/AddressesPage";
export { Checkout } from "#/features/checkout/Checkout";
export { WaysSheet } from "#/features/checkout/WaysSheet";
