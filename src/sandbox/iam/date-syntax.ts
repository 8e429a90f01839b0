const longest = 2n ** 63n - 1n;

/** Date, then time, then zone, each of which may end early: https://www.w3.org/TR/NOTE-datetime */
const dateTime =
  /^-?\d+(?:-(?<month>\d{1,2})(?:-(?<day>\d{1,2}))?)?(?:T(?:(?<hour>\d{1,2})(?::(?<minute>\d{1,2})(?::(?<second>\d{1,2})(?:\.\d{1,9})?)?)?(?:Z|[+-](?<zone>\d{2})(?::(?<zoneMinute>\d{2}))?)?)?)?$/i;

/**
 * Whether IAM's legacy parser takes a value of a Date operator: ISO 8601 or seconds since 1970.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export function isDate(value: string): boolean {
  if (/^\d+$/.test(value)) return BigInt(value) <= longest;
  const parts = dateTime.exec(value)?.groups;
  if (parts === undefined) return value.includes('${');
  const within = (part: string | undefined, least: number, most: number) =>
    part === undefined || (Number(part) >= least && Number(part) <= most);
  return (
    within(parts['month'], 1, 12) &&
    within(parts['day'], 1, 31) &&
    within(parts['hour'], 0, 23) &&
    within(parts['minute'], 0, 59) &&
    within(parts['second'], 0, 59) &&
    within(parts['zone'], 0, 23) &&
    within(parts['zoneMinute'], 0, 59)
  );
}
