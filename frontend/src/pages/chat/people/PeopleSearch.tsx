/** Finds people and shows them as rows; what a click does is up to the dialog around it. */
import { useState } from "react";
import { SearchField } from "../../../components/SearchField";
import { SkeletonList } from "../../../components/Skeleton";
import { t } from "../../../i18n";
import type { User } from "../../../realtime/frames";
import styles from "./PeopleSearch.module.css";
import { PersonRow } from "./PersonRow";
import { useKnownPeople } from "./useKnownPeople";
import { usePeople } from "./usePeople";

interface PeopleSearchProps {
  onPick: (person: User) => void;
  /** Given, several can be chosen, and these are. */
  chosen?: readonly User[];
  /** Ids of people who are not offered. */
  without?: readonly string[];
}

export function PeopleSearch({ onPick, chosen, without = [] }: PeopleSearchProps) {
  const [query, setQuery] = useState("");
  const searching = query.trim() !== "";
  const found = usePeople(query.trim());
  const known = useKnownPeople();
  const people = (searching ? found.data : known)?.filter((person) => !without.includes(person.id));
  return (
    <>
      <div className={styles.field}>
        <SearchField label={t("people.search")} value={query} onChange={setQuery} />
      </div>
      <div className={styles.results}>
        {people === undefined && !found.isError && <SkeletonList label={t("people.searching")} rows={4} />}
        {searching && found.isError && <p className={styles.nothing}>{t("people.failed")}</p>}
        {people?.length === 0 && (
          <p className={styles.nothing}>{searching ? t("people.nobody") : t("people.searchHint")}</p>
        )}
        <ul aria-label={t("people.label")}>
          {people?.map((person) => (
            <li key={person.id}>
              <PersonRow
                person={person}
                onClick={() => onPick(person)}
                {...(chosen !== undefined && { chosen: chosen.some((one) => one.id === person.id) })}
              />
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
