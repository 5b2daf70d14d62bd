import { Button, Sheet } from "#/components";
import { useI18n } from "#/i18n/context";
import { LOCALES, NAMES } from "#/i18n/locales";

export function LanguageSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t, locale, setLocale } = useI18n();
  return (
    <Sheet title={t("common.language")} isOpen={isOpen} onClose={onClose}>
      {LOCALES.map((one) => (
        <Button
          key={one}
          kind={one === locale ? "quiet" : "outline"}
          icon={one === locale ? "check" : undefined}
          title={NAMES[one]}
          onPress={() => {
            setLocale(one);
            onClose();
          }}
        />
      ))}
    </Sheet>
  );
}
