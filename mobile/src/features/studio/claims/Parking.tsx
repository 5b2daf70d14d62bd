import { newKey } from "#/api/client";
import { useClaimRules, useSetClaimRules } from "#/api/queries/claim-desk";
import { Card } from "#/components/Card";
import { Choice } from "#/components/Choice";
import { ErrorNotice } from "#/components/Notice";
import { useI18n } from "#/i18n/context";

const DAY_S = 86_400;
const DAYS = ["0", "1", "3", "7", "14"] as const;
type Days = (typeof DAYS)[number];

/** Whether buyers may collect what they claim, over all shows of the shop, and for how long. */
export function Parking({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  const rules = useClaimRules(shopId);
  const set = useSetClaimRules(shopId);
  if (rules.isError) return <ErrorNotice error={rules.error} />;
  if (!rules.data) return null;
  const parkS = set.isPending ? set.variables.parkS : rules.data.park_s;
  const days = DAYS.findLast((one) => Number(one) * DAY_S <= parkS) ?? "0";
  return (
    <Card>
      <Choice<Days>
        label={t("claimDesk.park")}
        value={days}
        options={DAYS.map((one) => ({
          value: one,
          text: one === "0" ? t("claimDesk.parkNot") : t("claimDesk.parkDays", { count: Number(one) }),
        }))}
        onChange={(value) => {
          set.mutate({ key: newKey(), parkS: Number(value) * DAY_S });
        }}
      />
      {set.isError ? <ErrorNotice error={set.error} /> : null}
    </Card>
  );
}
