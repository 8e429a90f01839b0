export type EmailCheck =
  | { readonly ok: true /** In lower case. */; readonly email: string }
  | {
      readonly ok: false /** Which rule it breaks; can follow "the e-mail address …". */;
      readonly problem: string;
    };

const NOT_IN_LOCAL_PART = /["'()<>[\]:;,\\|%&]/;

/**
 * Checks an address by what CreateAccount takes: AWS answers a wrong one only minutes later, as INVALID_EMAIL. The
 * address comes back in lower case, because AWS keeps addresses unique without regard to case.
 *
 * Never throws. https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
 */
export function checkEmail(text: string): EmailCheck {
  const problem = problemOf(text);
  return problem === null ? { ok: true, email: text.toLowerCase() } : { ok: false, problem };
}

function problemOf(text: string): string | null {
  if (/[^\x00-\x7f]/.test(text)) return 'has a character outside ASCII';
  if (text.length < 6) return `has ${text.length} characters; AWS wants at least 6`;
  if (text.length > 64) return `has ${text.length} characters; AWS takes at most 64`;
  const parts = text.split('@');
  const [local, domain] = parts;
  if (local === undefined || domain === undefined) return 'has no @';
  if (parts.length > 2) return 'has more than one @';
  return localPartProblem(local) ?? domainProblem(domain);
}

function localPartProblem(local: string): string | null {
  if (local === '') return 'has nothing before the @';
  if (local.startsWith('.')) return 'begins with a dot';
  if (/\s/.test(local)) return 'has white space before the @';
  if (/[\x00-\x1f\x7f]/.test(local)) return 'has a control character before the @';
  const wrong = NOT_IN_LOCAL_PART.exec(local);
  return wrong === null ? null : `has ${wrong[0]} before the @, which AWS does not take`;
}

function domainProblem(domain: string): string | null {
  if (domain === '') return 'has nothing after the @';
  if (/[^A-Za-z0-9.-]/.test(domain))
    return 'has something other than letters, digits, dots and hyphens after the @';
  if (!domain.includes('.')) return 'has no dot after the @';
  if (/^[.-]/.test(domain)) return 'has a domain that begins with a dot or hyphen';
  return /[.-]$/.test(domain) ? 'has a domain that ends with a dot or hyphen' : null;
}
