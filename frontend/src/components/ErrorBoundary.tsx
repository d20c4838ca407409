import { CircleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { t } from "../i18n";
import { Button } from "./Button";
import { EmptyState } from "./EmptyState";

interface ErrorBoundaryProps {
  /** Which part it is. */
  part: "app" | "list" | "page" | "messages";
  /** Where one is: going elsewhere tries again by itself. */
  at?: string;
  children: ReactNode;
}

/** Keeps a fault in one part of the page from taking the rest along. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidUpdate({ at }: ErrorBoundaryProps) {
    if (this.state.failed && at !== this.props.at) this.setState({ failed: false });
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert">
        <EmptyState
          icon={<CircleAlert />}
          title={t(`common.fault.${this.props.part}`)}
          action={<Button onClick={() => this.setState({ failed: false })}>{t("common.tryAgain")}</Button>}
        >
          {t("common.fault.text")}
        </EmptyState>
      </div>
    );
  }
}
