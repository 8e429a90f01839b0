/**
 * A name in the characters and the length that RoleSessionName and SourceIdentity allow: 2 to 64 of `[\w+=,.@-]`. An
 * IAM user name can have one character, which is then doubled.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function sessionName(name: string): string {
  const valid = name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
  return valid.length >= 2 ? valid : `${valid}_`.padStart(2, '_');
}

/** What session tags take. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
export function tagValue(text: string): string {
  // By characters, not code units: half of one cannot be sent.
  return [...text.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, ' ')].slice(0, 128).join('');
}
