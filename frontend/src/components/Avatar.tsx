import styles from "./Avatar.module.css";
import { hueOf, initialsOf } from "./face";

interface AvatarProps {
  /** Whose face: the initials come from it. */
  name: string;
  /** What the colour comes from: it stays when the name changes. */
  id: string;
  src?: string | null;
  size?: "sm" | "md" | "lg" | "xl";
  online?: boolean;
}

/** A face beside a name: decoration for screen readers, since the name stands next to it. */
export function Avatar({ name, id, src = null, size = "md", online = false }: AvatarProps) {
  return (
    <span className={styles.avatar} data-size={size} aria-hidden>
      {src === null ? (
        // Drawn by the style sheet: as text they would count as part of what a button around them says.
        <span className={styles.face} data-hue={hueOf(id)} data-initials={initialsOf(name)} />
      ) : (
        <img className={styles.face} src={src} alt="" />
      )}
      {online && <span className={styles.online} />}
    </span>
  );
}
