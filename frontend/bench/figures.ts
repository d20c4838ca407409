/** What was measured, against what it should be. */

export interface Figure {
  what: string;
  value: number;
  unit: "KB" | "ms" | "rows" | "MB" | "tasks" | "points";
  budget: number;
  /** Most figures are to stay below their budget, some above. */
  atLeast?: boolean;
  /** How it was taken, where that is not obvious. */
  how: string;
}

export function median(values: number[]): number {
  return quantile(values, 0.5);
}

export function p95(values: number[]): number {
  return quantile(values, 0.95);
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function isMet({ value, budget, atLeast = false }: Figure): boolean {
  return atLeast ? value >= budget : value <= budget;
}

export function tableOf(figures: Figure[]): string {
  const rows = figures.map((figure) => {
    const { what, value, unit, budget, atLeast, how } = figure;
    const met = isMet(figure) ? "met" : "**missed**";
    return `| ${what} | ${rounded(value)} ${unit} | ${atLeast ? "≥" : "≤"} ${budget} ${unit} | ${met} | ${how} |`;
  });
  return ["| to measure | ours | budget |  | how |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

function rounded(value: number): string {
  return Number.isInteger(value) || value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
