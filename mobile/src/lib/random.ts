/** Hermes has no `crypto`. */
export { getRandomValues } from "expo-crypto";
