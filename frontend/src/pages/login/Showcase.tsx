import styles from "./Showcase.module.css";

/** A glimpse of a conversation beside the form. Decoration: hidden from assistive technology, and on small screens. */
export function Showcase() {
  return (
    <aside className={styles.showcase} aria-hidden>
      <div className={styles.stage}>
        <p className={styles.theirs}>The train is back on time. Dinner at eight?</p>
        <p className={styles.mine}>Perfect. I’ll bring the good bread.</p>
        <p className={styles.theirs}>And Noor is coming too!</p>
        <p className={styles.mine}>Then I’ll bring two.</p>
      </div>
      <p className={styles.words}>Your conversations, on your own server.</p>
      <p className={styles.small}>Nothing gets lost, even when the connection does.</p>
    </aside>
  );
}
