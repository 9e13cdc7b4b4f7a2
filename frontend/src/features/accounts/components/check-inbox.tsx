import { useEffect, useState } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";

const resendAfterSeconds = 60;

export interface CheckInboxProps {
  email: string;
  /** What the mail is for: "confirm your address". */
  purpose: string;
  /** Sends it again; rejects when the server refuses. */
  resend: (email: string) => Promise<unknown>;
  /** Back to the form, to correct the address. */
  onBack: () => void;
}

/** After a mail was sent: where to look, and how to get another one in a minute. */
export function CheckInbox({ email, purpose, resend, onBack }: CheckInboxProps) {
  const [secondsLeft, setSecondsLeft] = useState(resendAfterSeconds);
  const [problem, setProblem] = useState<string>();
  const [isSent, setSent] = useState(false);

  useEffect(() => {
    const timer = setInterval(() => setSecondsLeft((left) => Math.max(0, left - 1)), 1000);
    return () => clearInterval(timer);
  }, []);

  async function again() {
    setProblem(undefined);
    setSent(false);
    try {
      await resend(email);
      setSent(true);
      setSecondsLeft(resendAfterSeconds);
    } catch (error) {
      setProblem(sentence(toAppError(error)));
    }
  }

  return (
    <div className="grid gap-5">
      <div>
        <h1 className="text-[27px]/9 font-semibold tracking-[-0.012em]">Check your inbox</h1>
        <p className="mt-2 text-[15px]/6 text-text-2">
          If <strong className="break-all font-medium text-text">{email}</strong> can be used here, a mail is on its
          way. Follow its link to {purpose}.
        </p>
      </div>
      <FormAlert>{problem}</FormAlert>
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={again} disabled={secondsLeft > 0}>
          Send it again
        </Button>
        <span className="text-[13px]/5 text-text-3">
          <span role="status">{isSent ? "Sent. " : ""}</span>
          {secondsLeft > 0 ? `Possible in ${secondsLeft} s` : ""}
        </span>
      </div>
      <p className="text-[13px]/5 text-text-2">
        Nothing there? Look among unwanted mail, or{" "}
        <button type="button" onClick={onBack} className="link-button">
          correct the address
        </button>
        .
      </p>
    </div>
  );
}
