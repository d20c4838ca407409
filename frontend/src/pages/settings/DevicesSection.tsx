/** Where one is signed in, and the way to end it: one device, or all the others. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { Button } from "../../components/Button";
import { Item, ItemList } from "../../components/Item";
import { Loaded } from "../../components/Loaded";
import { Notice } from "../../components/Notice";
import { Actions, Section } from "../../components/Page";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";
import { ago } from "../../i18n/dates";
import { deviceName } from "../../i18n/deviceName";
import styles from "./settings.module.css";

type Device = components["schemas"]["SessionShape"];

const KEY = ["sessions"];

export function DevicesSection() {
  const { api } = useAuth();
  const queries = useQueryClient();
  const devices = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await unwrap(api.GET("/api/auth/sessions", { signal }))).items,
  });
  const signOutAll = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/auth/sessions")),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <Section title={t("settings.devices.title")}>
      <Loaded query={devices}>
        {(items) => (
          <>
            <ItemList label={t("settings.devices.title")}>
              {[...items].sort(currentFirst).map((device) => (
                <DeviceRow key={device.id} device={device} />
              ))}
            </ItemList>
            {items.length === 1 && (
              <p className={styles.small} role="status">
                {signOutAll.isSuccess ? t("settings.devices.allOut") : t("settings.devices.only")}
              </p>
            )}
            {signOutAll.isError && <Notice>{signOutAll.error.message}</Notice>}
            {items.length > 1 && (
              <Actions>
                <Button variant="danger" busy={signOutAll.isPending} onClick={() => signOutAll.mutate()}>
                  {t("settings.devices.signOutAll")}
                </Button>
              </Actions>
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const { api } = useAuth();
  const queries = useQueryClient();
  const signOut = useMutation({
    mutationFn: () =>
      unwrap(api.DELETE("/api/auth/sessions/{session_id}", { params: { path: { session_id: device.id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const name = deviceName(device.device);
  const Icon = /mobile|phone|android|iphone|ipad/i.test(device.device) ? Smartphone : Monitor;
  return (
    <li>
      <Item
        picture={<Icon className={styles.icon} aria-hidden />}
        name={name}
        small={
          <>
            <bdi>{device.address}</bdi> · {t("settings.devices.lastSeen", { when: ago(device.last_used_at) })}
          </>
        }
        note={
          <>
            {device.current && <span className={styles.current}>{t("settings.devices.current")}</span>}
            {signOut.isError && <Notice>{signOut.error.message}</Notice>}
          </>
        }
      >
        {!device.current && (
          <Button
            aria-label={t("settings.devices.signOutOf", { device: name })}
            busy={signOut.isPending}
            onClick={() => signOut.mutate()}
          >
            {t("settings.devices.signOut")}
          </Button>
        )}
      </Item>{" "}
    </li>
  );
}

function currentFirst(a: Device, b: Device): number {
  return Number(b.current) - Number(a.current) || b.last_used_at.localeCompare(a.last_used_at);
}
