/** What goes on right now: sockets, throughput, durations, the queue, and the writes that took longest. */
import { useState } from "react";
import { Button } from "../../../components/Button";
import { Loaded } from "../../../components/Loaded";
import { Notice } from "../../../components/Notice";
import { Actions, Section } from "../../../components/Page";
import { t } from "../../../i18n";
import { amount, span, took } from "../../../i18n/numbers";
import { type Figures, means, ofLatest, rate, rates, within } from "./figures";
import styles from "./live.module.css";
import { Refusals } from "./Refusals";
import { SlowestCommits } from "./SlowestCommits";
import { Tile } from "./Tile";
import { useLiveFigures } from "./useLiveFigures";

export function LiveSection() {
  const [paused, setPaused] = useState(false);
  const figures = useLiveFigures(paused);
  return (
    <Loaded query={figures} rows={4}>
      {(history) => (
        <>
          {figures.isError && <Notice>{t("admin.live.stale")}</Notice>}
          <Live history={ofLatest(history)} />
          <Actions>
            <Button onClick={() => setPaused(!paused)}>
              {paused ? t("admin.live.goOn") : t("admin.live.pause")}
            </Button>
          </Actions>
        </>
      )}
    </Loaded>
  );
}

function Live({ history }: { history: readonly Figures[] }) {
  const latest = history.at(-1);
  if (latest === undefined) return null;
  const { queue } = latest;
  const entries = ({ totals }: Figures) => totals.entries;
  const frames = ({ totals }: Figures) => totals.frames;
  return (
    <>
      {latest.bus === "down" && <Notice>{t("admin.live.busDown")}</Notice>}
      <Section title={t("admin.live.title", { server: latest.server })}>
        <dl className={styles.tiles}>
          <Tile
            name={t("admin.live.connections")}
            value={amount(latest.connections)}
            note={t("admin.live.connectionsNote")}
            curve={history.map(({ connections }) => connections)}
          />
          <Tile
            name={t("admin.live.throughput")}
            value={perSecond(rate(history, entries))}
            note={t("admin.live.throughputNote")}
            curve={rates(history, entries)}
          />
          <Tile
            name={t("admin.live.frames")}
            value={perSecond(rate(history, frames))}
            note={t("admin.live.framesNote")}
            curve={rates(history, frames)}
          />
          <Durations name={t("admin.live.ack")} history={history} pick={(of) => of.ack_seconds} />
          <Durations name={t("admin.live.commit")} history={history} pick={(of) => of.commit_seconds} />
          <Tile
            name={t("admin.live.queue")}
            value={amount(queue.rows)}
            note={
              queue.oldest_seconds > 0
                ? t("admin.live.queueOldest", { span: span(queue.oldest_seconds) })
                : t("admin.live.queueNote")
            }
            curve={history.map((of) => of.queue.rows)}
          />
        </dl>
      </Section>
      <SlowestCommits commits={latest.slowest_commits} />
      <Refusals totals={latest.totals} />
    </>
  );
}

interface DurationsProps {
  name: string;
  history: readonly Figures[];
  pick: (of: Figures) => Figures["ack_seconds"];
}

function Durations({ name, history, pick }: DurationsProps) {
  const { seconds, recent } = within(history, pick);
  return (
    <Tile
      name={name}
      value={seconds === null ? t("admin.live.none") : took(seconds)}
      note={recent ? t("admin.live.recent") : t("admin.live.sinceStart")}
      curve={means(history, pick)}
    />
  );
}

function perSecond(value: number | null): string {
  return value === null ? t("admin.live.none") : t("admin.live.perSecond", { rate: amount(value) });
}
