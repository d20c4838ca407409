/** What goes on right now on all servers: sockets, throughput, durations, the queue, and the writes that took longest. */
import { useState } from "react";
import { Button } from "../../../components/Button";
import { Loaded } from "../../../components/Loaded";
import { Notice } from "../../../components/Notice";
import { Actions, Section } from "../../../components/Page";
import { t } from "../../../i18n";
import { amount, span, took } from "../../../i18n/numbers";
import { type Figures, type History, type Live, nameOf, rate, slowest, sum, within } from "./figures";
import styles from "./live.module.css";
import { perSecond } from "./perSecond";
import { Refusals } from "./Refusals";
import { Servers } from "./Servers";
import { SlowestCommits } from "./SlowestCommits";
import { Tile } from "./Tile";
import { useLiveFigures } from "./useLiveFigures";

export function LiveSection() {
  const [paused, setPaused] = useState(false);
  const figures = useLiveFigures(paused);
  return (
    <Loaded query={figures} rows={4}>
      {(live) => (
        <>
          {figures.isError && <Notice>{t("admin.live.stale")}</Notice>}
          <Together live={live} />
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

function Together({ live: { queue, servers, steps } }: { live: Live }) {
  const [one, ...others] = servers;
  if (one === undefined) return null;
  const title =
    others.length === 0 ? t("admin.live.title", { server: nameOf(one) }) : t("admin.live.titleOfAll");
  return (
    <>
      {servers.some((history) => history.at(-1)?.bus === "down") && (
        <Notice>{t("admin.live.busDown")}</Notice>
      )}
      <Section title={title}>
        <dl className={styles.tiles}>
          <Tile
            name={t("admin.live.connections")}
            value={amount(sum(servers, ({ connections }) => connections))}
            note={t("admin.live.connectionsNote")}
            curve={steps.map(({ connections }) => connections)}
          />
          <Tile
            name={t("admin.live.throughput")}
            value={perSecond(rate(servers, ({ totals }) => totals.entries))}
            note={t("admin.live.throughputNote")}
            curve={steps.map(({ entries }) => entries)}
          />
          <Tile
            name={t("admin.live.frames")}
            value={perSecond(rate(servers, ({ totals }) => totals.frames))}
            note={t("admin.live.framesNote")}
            curve={steps.map(({ frames }) => frames)}
          />
          <Durations
            name={t("admin.live.ack")}
            servers={servers}
            pick={(of) => of.ack_seconds}
            curve={steps.map(({ ack }) => ack)}
          />
          <Durations
            name={t("admin.live.commit")}
            servers={servers}
            pick={(of) => of.commit_seconds}
            curve={steps.map(({ commit }) => commit)}
          />
          <Tile
            name={t("admin.live.queue")}
            value={amount(queue.rows)}
            note={
              queue.oldest_seconds > 0
                ? t("admin.live.queueOldest", { span: span(queue.oldest_seconds) })
                : t("admin.live.queueNote")
            }
            curve={steps.map(({ queued }) => queued)}
          />
        </dl>
      </Section>
      {others.length > 0 && <Servers servers={servers} />}
      <SlowestCommits commits={slowest(servers)} />
      <Refusals servers={servers} />
    </>
  );
}

interface DurationsProps {
  name: string;
  servers: readonly History[];
  pick: (of: Figures) => Figures["ack_seconds"];
  curve: readonly number[];
}

function Durations({ name, servers, pick, curve }: DurationsProps) {
  const { seconds, recent } = within(servers, pick, 0.95);
  return (
    <Tile
      name={name}
      value={seconds === null ? t("admin.live.none") : took(seconds)}
      note={recent ? t("admin.live.recent") : t("admin.live.sinceStart")}
      curve={curve}
    />
  );
}
