/** Sizes of the calendar, in px. The styles name none of them: what is placed by hand and what is drawn must agree. */

/** An hour of the week. */
export const hourHeight = 40;
/** A window over days, with the gap below it. */
export const spanLine = 25;
export const spanHeight = 22;
/** How many of them stand below each other. */
export const spanLanes = 3;
/** The day's number and the gap below it. */
export const dayNumberHeight = 30;
/** A line of a window's text. */
export const textLine = 16;
/** Above and below the text of a window at its hours. */
export const partPadding = 3;
/** Such a window has room for its time and one line of its title. */
export const leastPartHeight = 2 * (textLine + partPadding);
/** A day of the month: number, windows, and how many more there are. */
export const monthDayHeight = dayNumberHeight + spanLanes * spanLine + textLine + 3;
