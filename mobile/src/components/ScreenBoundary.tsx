import { Component, type ReactNode } from "react";
import { Button } from "#/components/Button";
import { EmptyState } from "#/components/EmptyState";
import { dropFirstPaint } from "#/lib/first-paint";
import { useI18n } from "#/i18n/context";

type Props = { children: ReactNode };

/** One per screen: what breaks in it breaks nothing else. */
export class ScreenBoundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidMount() {
    dropFirstPaint();
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <Crashed
        onOpenAgain={() => {
          this.setState({ hasFailed: false });
        }}
      />
    );
  }
}

function Crashed({ onOpenAgain }: { onOpenAgain: () => void }) {
  const i18n = useI18n();
  return (
    <EmptyState title={i18n.t("common.crashTitle")} body={i18n.t("common.crashBody")}>
      <Button kind="quiet" title={i18n.t("common.openAgain")} onPress={onOpenAgain} />
    </EmptyState>
  );
}
