/** The answer to a key that was pressed during a call: a sentence of our own, which Twilio reads out (TwiML). */
export function spoken(sentence: string): Response {
  const twiml = `<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-GB">${sentence}</Say></Response>`;
  return new Response(twiml, { headers: { "content-type": "text/xml; charset=utf-8", "cache-control": "no-store" } });
}
