/** Finds people and shows them as rows; what a click does is up to the dialog around it. */
import { useState } from "react";
import { SearchField } from "../../../components/SearchField";
import { SkeletonList } from "../../../components/Skeleton";
import type { User } from "../../../realtime/frames";
import styles from "./PeopleSearch.module.css";
import { PersonRow } from "./PersonRow";
import { usePeople } from "./usePeople";

interface PeopleSearchProps {
  /** Whether the dialog was opened to search first of all. */
  autoFocus?: boolean;
  onPick: (person: User) => void;
  /** Given, several can be chosen, and these are. */
  chosen?: readonly User[];
}

export function PeopleSearch({ onPick, chosen, autoFocus = false }: PeopleSearchProps) {
  const [query, setQuery] = useState("");
  const people = usePeople(query.trim());
  return (
    <>
      <div className={styles.field}>
        <SearchField label="Search people" value={query} onChange={setQuery} autoFocus={autoFocus} />
      </div>
      <div className={styles.results}>
        {people.isPending && <SkeletonList label="Searching" rows={4} />}
        {people.isError && <p className={styles.nothing}>The search didn’t work. Try again in a moment.</p>}
        {people.data?.length === 0 && <p className={styles.nothing}>Nobody found.</p>}
        <ul aria-label="People">
          {people.data?.map((person) => (
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
