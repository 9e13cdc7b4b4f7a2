import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { Input, type InputProps } from "./input.tsx";

/** A password field whose content can be shown. */
export function PasswordInput(props: Omit<InputProps, "type">) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className="relative">
      <Input {...props} type={isShown ? "text" : "password"} className="pr-11" spellCheck={false} />
      <button
        type="button"
        aria-label="Show password"
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
        className="absolute inset-y-0 right-0 grid w-10 cursor-pointer place-items-center rounded-control text-text-2 hover:text-text"
      >
        <Icon size={17} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </div>
  );
}
