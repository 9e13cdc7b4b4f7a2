interface Failure {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
}

type Outcome = { readonly error: Failure } | { readonly setupIntent: unknown };
type Handler = (event: { readonly elementType: "payment"; readonly error?: Failure }) => void;

interface Appearance {
  readonly variables?: Readonly<Record<string, string>>;
}

interface Part {
  readonly name: "number" | "expiry" | "cvc";
  readonly label: string;
  readonly placeholder: string;
  readonly autocomplete: AutoFill;
  readonly digits: number;
  readonly missing: string;
}

/**
 * Stands in for Stripe.js in browsers (https://docs.stripe.com/js), as far as the card screen uses it: Elements of a
 * SetupIntent, the Payment Element for cards, `confirmSetup` and `retrieveSetupIntent`. It judges only whether the fields are
 * filled in; what a card is worth is for the API to say. The gateway sends this function's text, so it uses nothing from outside.
 */
export function installStripe(): void {
  const parts: readonly Part[] = [
    {
      name: "number",
      label: "Card number",
      placeholder: "1234 1234 1234 1234",
      autocomplete: "cc-number",
      digits: 13,
      missing: "Your card number is incomplete.",
    },
    {
      name: "expiry",
      label: "Expiration date",
      placeholder: "MM / YY",
      autocomplete: "cc-exp",
      digits: 4,
      missing: "Your card’s expiration date is incomplete.",
    },
    {
      name: "cvc",
      label: "Security code",
      placeholder: "CVC",
      autocomplete: "cc-csc",
      digits: 3,
      missing: "Your card’s security code is incomplete.",
    },
  ];

  /** Where the API is: beside the script, or Stripe's own where the script has Stripe's address. */
  const scriptUrl = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href;
  const api = scriptUrl.startsWith("https://js.stripe.com/")
    ? "https://api.stripe.com/v1"
    : new URL("v1", scriptUrl).href;

  const digitsOf = (text: string) => text.replaceAll(/\D/g, "");
  const idOf = (clientSecret: string) => clientSecret.split("_secret_")[0] ?? "";

  async function ask(path: string, init: RequestInit): Promise<Outcome> {
    try {
      const response = await fetch(`${api}${path}`, init);
      const body: unknown = await response.json();
      const error: unknown = Reflect.get(Object(body), "error");
      return error === undefined ? { setupIntent: body } : { error: { type: "api_error", ...Object(error) } };
    } catch {
      const message = "We are experiencing issues connecting to our payments provider. Please check your connection.";
      return { error: { type: "api_connection_error", message } };
    }
  }

  class PaymentElement {
    readonly #handlers = new Map<string, Handler[]>();
    readonly #inputs = new Map<string, HTMLInputElement>();
    readonly #notes = new Map<string, HTMLElement>();
    #variables: Readonly<Record<string, string>>;
    #root: HTMLElement | undefined;

    constructor(appearance: Appearance) {
      this.#variables = appearance.variables ?? {};
    }

    on(event: string, handler: Handler): this {
      this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
      return this;
    }

    mount(target: HTMLElement): void {
      this.#root = document.createElement("div");
      this.#root.append(...parts.map((part) => this.#field(part)));
      this.paint({ variables: this.#variables });
      target.replaceChildren(this.#root);
      queueMicrotask(() => this.#tell("ready"));
    }

    destroy(): void {
      this.#root?.remove();
      this.#root = undefined;
    }

    focus(): void {
      this.#inputs.get("number")?.focus();
    }

    /** What is missing first, said under its field; undefined when all is there. */
    validate(): Failure | undefined {
      const wrong = parts.filter((part) => {
        const isWrong = digitsOf(this.value(part.name)).length < part.digits;
        this.#inputs.get(part.name)?.setAttribute("aria-invalid", String(isWrong));
        const note = this.#notes.get(part.name);
        if (note !== undefined) note.textContent = isWrong ? part.missing : "";
        return isWrong;
      });
      const [first] = wrong;
      if (first === undefined) return undefined;
      this.#inputs.get(first.name)?.focus();
      return { type: "validation_error", code: `incomplete_${first.name}`, message: first.missing };
    }

    value(name: Part["name"]): string {
      return this.#inputs.get(name)?.value ?? "";
    }

    /** Colours and sizes as the Appearance API names them. */
    paint({ variables = {} }: Appearance): void {
      this.#variables = variables;
      const root = this.#root;
      if (root === undefined) return;
      const of = (name: string, otherwise: string) => variables[name] ?? otherwise;
      Object.assign(root.style, {
        display: "grid",
        gridTemplateColumns: "1fr 1fr",
        gap: of("gridRowSpacing", "16px"),
        fontFamily: of("fontFamily", "system-ui"),
        fontSize: of("fontSizeBase", "15px"),
        color: of("colorText", "#111"),
      });
      for (const label of root.querySelectorAll("label"))
        Object.assign(label.style, { fontSize: "13px", fontWeight: "500" });
      for (const input of this.#inputs.values()) {
        Object.assign(input.style, {
          boxSizing: "border-box",
          width: "100%",
          height: "42px",
          padding: "0 10px",
          font: "inherit",
          color: "inherit",
          background: of("colorBackground", "#fff"),
          border: `1px solid ${of("borderColor", "#888")}`,
          borderRadius: of("borderRadius", "6px"),
        });
      }
      for (const note of this.#notes.values()) {
        Object.assign(note.style, { color: of("colorDanger", "#900"), fontSize: "12.5px" });
      }
    }

    #field(part: Part): HTMLElement {
      const [field, label, input, note] = ["div", "label", "input", "div"].map((tag) => document.createElement(tag));
      if (!(field && label instanceof HTMLLabelElement && input instanceof HTMLInputElement && note))
        throw new Error("no DOM");
      const id = `payment-${part.name}`;
      Object.assign(field.style, { display: "grid", gap: "6px", alignContent: "start" });
      if (part.name === "number") field.style.gridColumn = "1 / -1";
      label.htmlFor = id;
      label.textContent = part.label;
      Object.assign(input, { id, name: part.name, placeholder: part.placeholder, inputMode: "numeric" });
      input.autocomplete = part.autocomplete;
      input.setAttribute("aria-describedby", `${id}-error`);
      input.addEventListener("input", () => this.#tell("change"));
      Object.assign(note, { id: `${id}-error`, role: "alert" });
      this.#inputs.set(part.name, input);
      this.#notes.set(part.name, note);
      field.append(label, input, note);
      return field;
    }

    #tell(event: string): void {
      for (const handler of this.#handlers.get(event) ?? []) handler({ elementType: "payment" });
    }
  }

  class Elements {
    readonly clientSecret: string;
    readonly #appearance: Appearance;
    element: PaymentElement | undefined;

    constructor({ clientSecret = "", appearance = {} }: { clientSecret?: string; appearance?: Appearance }) {
      this.clientSecret = clientSecret;
      this.#appearance = appearance;
    }

    create(type: string): PaymentElement {
      if (type !== "payment") throw new Error(`This stand-in has no element "${type}"`);
      this.element = new PaymentElement(this.#appearance);
      return this.element;
    }

    update({ appearance }: { appearance?: Appearance }): void {
      if (appearance !== undefined) this.element?.paint(appearance);
    }
  }

  function makeStripe(key: string) {
    return {
      elements: (options: ConstructorParameters<typeof Elements>[0]) => new Elements(options),

      async retrieveSetupIntent(clientSecret: string): Promise<Outcome> {
        const query = new URLSearchParams({ key, client_secret: clientSecret });
        return ask(`/setup_intents/${idOf(clientSecret)}?${query}`, { method: "GET" });
      },

      async confirmSetup({ elements }: { elements: Elements }): Promise<Outcome> {
        const { element, clientSecret } = elements;
        if (element === undefined) throw new Error("There is no element to confirm");
        const error = element.validate();
        if (error !== undefined) return { error };
        const expiry = digitsOf(element.value("expiry"));
        const body = new URLSearchParams({
          key,
          client_secret: clientSecret,
          "payment_method_data[type]": "card",
          "payment_method_data[card][number]": digitsOf(element.value("number")),
          "payment_method_data[card][exp_month]": expiry.slice(0, 2),
          "payment_method_data[card][exp_year]": expiry.slice(2),
          "payment_method_data[card][cvc]": digitsOf(element.value("cvc")),
        });
        return ask(`/setup_intents/${idOf(clientSecret)}/confirm`, { method: "POST", body });
      },
    };
  }

  Reflect.set(window, "Stripe", Object.assign(makeStripe, { version: "endive" }));
}
