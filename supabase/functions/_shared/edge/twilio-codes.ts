/** Twilio's code for a receiver who has answered STOP (https://www.twilio.com/docs/api/errors). */
export const leftCode = 21_610;

/**
 * Codes after which a number is not tried again: it is none, cannot receive this, or its holder has left. Twilio says them
 * when it refuses a message or later, in the message's status.
 */
export const goneCodes: readonly number[] = [21_211, 21_214, 21_217, leftCode, 21_614, 30_005, 30_006];
