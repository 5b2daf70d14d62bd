import { ShopsPage, StudioRoute } from "#/features/studio/lazy";

export default function StudioScreen() {
  return (
    <StudioRoute>
      <ShopsPage />
    </StudioRoute>
  );
}
