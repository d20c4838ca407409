import { createContext, type ReactNode, useContext, useState } from "react";
import { useStore } from "zustand";
import { createView, type View, type ViewStore } from "./view";

const ViewContext = createContext<ViewStore | null>(null);

export function ViewProvider({ children }: { children: ReactNode }) {
  const [view] = useState(createView);
  return <ViewContext value={view}>{children}</ViewContext>;
}

export function useViewStore(): ViewStore {
  const view = useContext(ViewContext);
  if (view === null) throw new Error("useViewStore needs a ViewProvider around it");
  return view;
}

export function useView<T>(selector: (view: View) => T): T {
  return useStore(useViewStore(), selector);
}
