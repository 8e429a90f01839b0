/** The form of a region's name: `eu-central-1`, `us-gov-west-1`. */
export const regionPattern = /^[a-z]{2,8}(-[a-z]+)+-\d{1,2}$/;

/** Whether a text has the form of a region's name. */
export function isRegion(text: string): boolean {
  return regionPattern.test(text);
}
