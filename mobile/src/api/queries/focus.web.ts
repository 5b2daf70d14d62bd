// Browsers tell the query client themselves.
export {};
