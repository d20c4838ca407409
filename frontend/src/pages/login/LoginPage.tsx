/** The way in: signing in, or signing up. */
import { Link } from "react-router";
import { Notice } from "../../components/Notice";
import { PRODUCT_NAME } from "../../config/product";
import { useAuth } from "../../contexts/AuthContext";
import styles from "./LoginPage.module.css";
import { Showcase } from "./Showcase";
import { SignInForm } from "./SignInForm";
import { SignUpForm } from "./SignUpForm";

export function LoginPage({ mode }: { mode: "sign-in" | "sign-up" }) {
  const { revoked } = useAuth();
  const signIn = mode === "sign-in";
  return (
    <div className={styles.page}>
      <title>{`${signIn ? "Sign in" : "Create an account"} · ${PRODUCT_NAME}`}</title>
      <main className={styles.main}>
        <div className={styles.panel}>
          <p className={styles.brand}>
            <img src="/icon.svg" alt="" width={36} height={36} />
            {PRODUCT_NAME}
          </p>
          <h1 className={styles.title}>{signIn ? "Welcome back" : "Create your account"}</h1>
          <p className={styles.lead}>
            {signIn ? "Sign in to go on where you left off." : "One account for every device you use."}
          </p>
          {revoked && (
            <div className={styles.ended}>
              <Notice>You were signed out on this device.</Notice>
            </div>
          )}
          {signIn ? <SignInForm /> : <SignUpForm />}
          <p className={styles.other}>
            {signIn ? "New here? " : "Already have an account? "}
            <Link to={signIn ? "/register" : "/login"}>{signIn ? "Create an account" : "Sign in"}</Link>
          </p>
        </div>
      </main>
      <Showcase />
    </div>
  );
}
