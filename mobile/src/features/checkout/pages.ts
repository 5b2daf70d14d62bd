export { AddressesPage } from "#/features/addresses/AddressesPage";
export { Checkout } from "#/features/checkout/Checkout";
