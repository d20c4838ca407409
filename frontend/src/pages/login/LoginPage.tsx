/** The way in: signing in, or signing up. */
import { Link } from "react-router";
import { Notice } from "../../components/Notice";
import { PRODUCT_NAME } from "../../config/product";
import { useAuth } from "../../contexts/AuthContext";
import { t } from "../../i18n";
import styles from "./LoginPage.module.css";
import { Showcase } from "./Showcase";
import { SignInForm } from "./SignInForm";
import { SignUpForm } from "./SignUpForm";

export function LoginPage({ mode }: { mode: "sign-in" | "sign-up" }) {
  const { revoked } = useAuth();
  const signIn = mode === "sign-in";
  return (
    <div className={styles.page}>
      <title>{`${signIn ? t("signIn.signIn") : t("signIn.createAccount")} · ${PRODUCT_NAME}`}</title>
      <main className={styles.main}>
        <div className={styles.panel}>
          <p className={styles.brand}>
            <img src="/icon.svg" alt="" width={36} height={36} />
            {PRODUCT_NAME}
          </p>
          <h1 className={styles.title}>{signIn ? t("signIn.welcomeBack") : t("signIn.createTitle")}</h1>
          <p className={styles.lead}>{signIn ? t("signIn.welcomeLead") : t("signIn.createLead")}</p>
          {revoked && (
            <div className={styles.ended}>
              <Notice>{t("signIn.ended")}</Notice>
            </div>
          )}
          {signIn ? <SignInForm /> : <SignUpForm />}
          <p className={styles.other}>
            {signIn ? t("signIn.newHere") : t("signIn.haveAccount")}{" "}
            <Link to={signIn ? "/register" : "/login"}>
              {signIn ? t("signIn.createAccountLink") : t("signIn.signIn")}
            </Link>
          </p>
        </div>
      </main>
      <Showcase />
    </div>
  );
}
