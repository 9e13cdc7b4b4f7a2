/** What is wrong, where screen readers hear of it at once. */
export function Problem({ text }: { text: string | null }) {
  return (
    <p id="subscribe-problem" className="subscribe-problem" role="alert">
      {text}
    </p>
  );
}
