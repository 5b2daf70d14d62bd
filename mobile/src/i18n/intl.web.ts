// Browsers have all of Intl.
export {};
