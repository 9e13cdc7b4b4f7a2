import { expect, test } from "vitest";
import { cardProblemOf } from "./card-problem.ts";

test.each([
  ["a field says itself what is wrong", { type: "validation_error", code: "incomplete_number" }, { kind: "field" }],
  [
    "a declined card is told in Stripe's words, with what to do",
    { type: "card_error", code: "card_declined", message: "Your card has insufficient funds." },
    { kind: "told", text: "Your card has insufficient funds. Check what you entered, or use another card." },
  ],
  [
    "so is one whose bank did not confirm it",
    { type: "invalid_request_error", code: "setup_intent_authentication_failure", message: "We could not verify you." },
    { kind: "told", text: "We could not verify you. Check what you entered, or use another card." },
  ],
  [
    "a lost connection is no refusal",
    { type: "api_connection_error", message: "raw" },
    { kind: "told", text: "Stripe cannot be reached. Check your connection and try again. Your card was not taken." },
  ],
  [
    "a form of a sign-up that was forgotten has expired",
    { type: "invalid_request_error", code: "resource_missing", message: "No such setupintent: 'seti_1'" },
    { kind: "told", text: "This form has expired. Load the page again." },
  ],
  [
    "what is meant for programmers is not shown",
    { type: "invalid_request_error", message: "You passed an empty string." },
    { kind: "told", text: "Stripe could not take the card. Try again in a moment. Your card was not taken." },
  ],
] as const)("%s", (_, error, problem) => {
  expect(cardProblemOf({ charge: "", ...error })).toEqual(problem);
});
