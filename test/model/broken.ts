/** The names of the requirements that are broken. */
export function broken(requirements: Record<string, boolean>): readonly string[] {
  return Object.keys(requirements).filter((name) => requirements[name]);
}
