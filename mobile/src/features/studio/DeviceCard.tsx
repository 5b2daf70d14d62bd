import { Button, Text } from "#/components";
import { Card } from "#/components/Card";
import type { Device } from "#/features/studio/device";
import { useI18n } from "#/i18n/context";

/** Nobody is asked for the camera before she wants to use it. */
export function DeviceCard({ device }: { device: Device }) {
  const { t } = useI18n();
  return (
    <Card title={t("studio.deviceTitle")}>
      {device.isOpen ? (
        device.slot
      ) : (
        <>
          <Text size="s" tone="quiet">
            {t("studio.deviceBody")}
          </Text>
          <Button kind="outline" icon="cameraOn" title={t("studio.deviceOpen")} onPress={device.open} />
        </>
      )}
    </Card>
  );
}
