/** Second factors and passkeys. */
import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import { Loaded } from "../../components/Loaded";
import { useAuth } from "../../contexts/AuthContext";
import { FACTORS } from "./factors";
import { Passkeys } from "./Passkeys";
import { TwoFactor } from "./TwoFactor";

export function SecuritySection() {
  const { api } = useAuth();
  const factors = useQuery({
    queryKey: FACTORS,
    queryFn: ({ signal }) => unwrap(api.GET("/api/auth/factors", { signal })),
  });
  return (
    <Loaded query={factors}>
      {(have) => (
        <>
          <TwoFactor on={have.totp} codesLeft={have.recovery_codes_left} />
          <Passkeys passkeys={have.passkeys} />
        </>
      )}
    </Loaded>
  );
}
