import { CircleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Button } from "./Button";
import { EmptyState } from "./EmptyState";

interface ErrorBoundaryProps {
  /** Which part it is, as the start of a sentence. */
  name: string;
  children: ReactNode;
}

/** Keeps a fault in one part of the page from taking the rest along. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert">
        <EmptyState
          icon={<CircleAlert />}
          title={`${this.props.name} ran into a fault`}
          action={<Button onClick={() => this.setState({ failed: false })}>Try again</Button>}
        >
          Nothing that you sent is lost. Try again, and reload the page if it comes back.
        </EmptyState>
      </div>
    );
  }
}
