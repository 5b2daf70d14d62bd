import type { ReactNode } from "react";

/** On phones there is none: their player knows no WHEP, and what they send themselves they see anyway. */
export const TestPicture: (props: { showId: string }) => ReactNode = () => null;
