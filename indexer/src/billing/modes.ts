/** How names are billed; the modes in the order in which events number them. */
import { billingMode } from "ponder:schema";

/** The name of a mode that an event carries. */
export function modeOf(number: number) {
  const mode = billingMode.enumValues[number];
  if (mode === undefined) throw new Error(`There is no billing mode ${number}.`);
  return mode;
}
