import { Button } from "../../components/Button";
import { Actions } from "../../components/Page";
import { t } from "../../i18n";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** The way on in a list that comes page by page. */
export function MoreButton({ pages }: { pages: Pages }) {
  if (!pages.hasNextPage) return null;
  return (
    <Actions>
      <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {t("admin.more")}
      </Button>
    </Actions>
  );
}
