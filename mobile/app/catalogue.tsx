import { ScreenBoundary } from "#/components";
import { Catalogue } from "#/features/catalogue/Catalogue";
import { isDevelopment } from "#/lib/development";
import NotFound from "./+not-found";

/** Our components in their states; nothing links here. */
export default function CatalogueScreen() {
  if (!isDevelopment()) return <NotFound />;
  return (
    <ScreenBoundary>
      <Catalogue />
    </ScreenBoundary>
  );
}
