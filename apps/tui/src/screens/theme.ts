import { createContext, useContext } from "react";
import type { ChartRole } from "../charts/chart-line.ts";

/** Colours by what they stand for; undefined is the terminal's own. */
export interface Theme {
  train: string | undefined;
  test: string | undefined;
  noise: string | undefined;
  good: string | undefined;
  bad: string | undefined;
}

/** Of middling lightness, so that they are read on dark and on light grounds; blue and orange tell apart for every eye. */
const colours: Theme = { train: "#3b8fd6", test: "#d9730d", noise: "#9a6dd7", good: "#2f9e44", bad: "#e0443e" };
const monochrome: Theme = { train: undefined, test: undefined, noise: undefined, good: undefined, bad: undefined };

/** No colours where NO_COLOR is set to anything (no-color.org). */
export function themeFor(env: NodeJS.ProcessEnv): Theme {
  return env.NO_COLOR === undefined || env.NO_COLOR === "" ? colours : monochrome;
}

export const ThemeContext = createContext<Theme>(colours);

export function useTheme(): Theme {
  return useContext(ThemeContext);
}

export function roleColor(theme: Theme, role: ChartRole): string | undefined {
  switch (role) {
    case "train":
      return theme.train;
    case "test":
      return theme.test;
    case "noisy":
      return theme.noise;
    default:
      return undefined;
  }
}
