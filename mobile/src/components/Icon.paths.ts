/** One outlined set, 24 × 24, stroke 1.75; drawn for this app. */
export const ICONS = {
  back: ["M15 5l-7 7 7 7"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  cart: ["M3 4h2.2l2.3 11.2h10.1L20 7.5H6", "M9.2 19.6h.01", "M16.4 19.6h.01"],
  plus: ["M12 5v14", "M5 12h14"],
  minus: ["M5 12h14"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  send: ["M4 12l16-8-6 16-3-7-7-1z"],
  soundOn: ["M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4z", "M15.5 9a4 4 0 010 6", "M18 6.5a7.8 7.8 0 010 11"],
  soundOff: ["M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4z", "M16 9.5l5 5", "M21 9.5l-5 5"],
  full: ["M4 9V4h5", "M20 9V4h-5", "M4 15v5h5", "M20 15v5h-5"],
  fullExit: ["M9 4v5H4", "M15 4v5h5", "M9 20v-5H4", "M15 20v-5h5"],
  play: ["M7 4.5v15l12-7.5-12-7.5z"],
  pause: ["M8 5v14", "M16 5v14"],
  grid: ["M4 4h7v7H4z", "M13 4h7v7h-7z", "M4 13h7v7H4z", "M13 13h7v7h-7z"],
  user: ["M12 12.2a4 4 0 100-8 4 4 0 000 8z", "M4.5 20a7.5 7.5 0 0115 0"],
  share: ["M12 15V4", "M8 7.5L12 3.8l4 3.7", "M5 12v8h14v-8"],
  eye: ["M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z", "M12 14.6a2.6 2.6 0 100-5.2 2.6 2.6 0 000 5.2z"],
  globe: ["M12 21a9 9 0 100-18 9 9 0 000 18z", "M3 12h18", "M12 3c3 3 3 15 0 18", "M12 3c-3 3-3 15 0 18"],
  image: ["M4 5h16v14H4z", "M4 16l4.5-4.5 4 4 3-3L20 16", "M9 9.2h.01"],
  clock: ["M12 21a9 9 0 100-18 9 9 0 000 18z", "M12 7v5l3.5 2"],
  pip: ["M3 5h18v14H3z", "M12 12h7v5h-7z"],
  theatre: ["M3 6h18v12H3z", "M8 10l-2 2 2 2", "M16 10l2 2-2 2"],
  figures: ["M4 20V11", "M9.3 20V4", "M14.6 20v-7", "M20 20V8"],
  copy: ["M9 9h11v11H9z", "M5 15H4V4h11v1"],
} as const;

export type IconName = keyof typeof ICONS;
