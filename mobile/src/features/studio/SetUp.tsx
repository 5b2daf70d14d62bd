import { useState } from "react";
import { StyleSheet, View, useWindowDimensions } from "react-native";
import { useUpdateShow } from "#/api/queries/studio";
import type { Role, Show } from "#/api/types";
import { Button, Sheet, Text } from "#/components";
import { Card } from "#/components/Card";
import { Page } from "#/components/Page";
import { CopyButton } from "#/features/studio/CopyButton";
import type { Device } from "#/features/studio/device";
import { DeviceCard } from "#/features/studio/DeviceCard";
import { ObsPanel } from "#/features/studio/ObsPanel";
import { ShelfEditor } from "#/features/studio/ShelfEditor";
import { ShowForm } from "#/features/studio/ShowForm";
import { SignalCard } from "#/features/studio/SignalCard";
import { TABLE } from "#/features/studio/sizes";
import { useI18n } from "#/i18n/context";
import { viewerLink } from "#/lib/origin";
import { WIDE, space } from "#/theme/tokens";

/** Before the show: what is sold, in which order, and how the picture gets here. */
export function SetUp({ show, role, device }: { show: Show; role: Role; device: Device }) {
  const { t, dateTime } = useI18n();
  const isWide = useWindowDimensions().width >= WIDE;
  const [isEditing, setEditing] = useState(false);
  const update = useUpdateShow(show.show_id);
  return (
    <Page title={show.title} up={`/studio/shops/${show.shop_id}`} width={TABLE}>
      <View style={styles.facts}>
        <Text tone="amber" weight="medium" style={styles.when}>
          {t("studio.plannedFor", { when: dateTime(show.schedule_time) })}
        </Text>
        <View style={styles.buttons}>
          <Button
            kind="outline"
            icon="edit"
            title={t("studio.edit")}
            onPress={() => {
              setEditing(true);
            }}
          />
          <CopyButton title={t("studio.copyLink")} text={viewerLink(show.show_id)} />
        </View>
      </View>
      <View style={isWide ? styles.columns : styles.stack}>
        <View style={isWide ? styles.left : null}>
          <Card title={t("studio.shelf")}>
            <ShelfEditor show={show} role={role} />
          </Card>
        </View>
        <View style={[styles.stack, isWide ? styles.right : null]}>
          <SignalCard show={show} />
          {device.isThere ? <DeviceCard device={device} /> : null}
          <ObsPanel showId={show.show_id} />
        </View>
      </View>
      <Sheet
        title={t("studio.editShow")}
        isOpen={isEditing}
        onClose={() => {
          setEditing(false);
        }}
      >
        <ShowForm
          action={t("studio.save")}
          show={show}
          isBusy={update.isPending}
          error={update.error}
          onDone={(values) => {
            update.mutate(values, {
              onSuccess: () => {
                setEditing(false);
              },
            });
          }}
        />
      </Sheet>
    </Page>
  );
}

const styles = StyleSheet.create({
  facts: { flexDirection: "row", flexWrap: "wrap", alignItems: "center", justifyContent: "space-between", gap: space.s },
  when: { flexShrink: 1 },
  buttons: { flexDirection: "row", flexWrap: "wrap", gap: space.s },
  columns: { flexDirection: "row", alignItems: "flex-start", gap: space.l },
  stack: { gap: space.l },
  left: { flex: 1, minWidth: 0 },
  right: { flex: 1, minWidth: 0, maxWidth: 480 },
});
