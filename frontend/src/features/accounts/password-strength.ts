import { minPasswordCharacters } from "@heliograph/shared/domain/password.ts";
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** How hard a password is to guess: 0 at once, 4 not in years. */
export type Score = 0 | 1 | 2 | 3 | 4;

export interface Strength {
  score: Score;
  /** In words that say what to do. */
  words: string;
}

type Estimator = Pick<ZxcvbnFactory, "check">;

let estimator: Promise<Estimator> | undefined;

/**
 * Fetches the estimator with its list of passwords that were stolen elsewhere (400 kB): only where somebody chooses a
 * password. Nothing that is typed leaves the browser.
 */
export function loadEstimator(): Promise<Estimator> {
  estimator ??= Promise.all([import("@zxcvbn-ts/core"), import("@zxcvbn-ts/language-common")])
    .then(([core, { dictionary, adjacencyGraphs }]) => new core.ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }))
    .catch((error: unknown) => {
      estimator = undefined;
      throw error;
    });
  return estimator;
}

const sentences: Readonly<Record<Score, string>> = {
  0: "Weak: guessed at once",
  1: "Weak: a few more words make it stronger",
  2: "Fair: one more word makes it stronger",
  3: "Good",
  4: "Strong",
};

/**
 * Judges a password. Advice only: the server asks for length, nothing else.
 * @param personal what others know of the person (address, name): a password made of it is guessed first
 * @returns null for no input
 */
export function judgePassword(estimator: Estimator, password: string, personal: readonly string[]): Strength | null {
  if (password === "") return null;
  const missing = minPasswordCharacters - password.length;
  if (missing > 0)
    return { score: 0, words: `Too short: ${missing} more ${missing === 1 ? "character" : "characters"}` };
  const known = personal.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 2);
  const { score, sequence } = estimator.check(password, known);
  // A word among others is no harm: the list names whole passwords.
  const source = sequence.length === 1 ? String(sequence[0]?.["dictionaryName"] ?? "") : "";
  if (score < 3 && source.startsWith("passwords"))
    return { score, words: "On lists of stolen passwords: guessed at once" };
  if (score < 3 && source === "userInputs") return { score, words: "Weak: made of your name or address" };
  return { score, words: sentences[score] };
}
