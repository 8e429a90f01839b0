/** One way to fix something, as a person reads it. */
export interface Fix {
  /** What to do; empty if the command is everything. */
  readonly say: string;
  /** The command that does it, to be pasted into a shell; null if there is none. */
  readonly run: string | null;
}

/** Words that follow the name of this program in a command; in a sentence, a verb does. */
const own = 'client|completion|config|doctor|env|help|org|sandbox|shell-init|user';
/** How a shell is given the lines of a command. */
const evaluating = String.raw`(?:eval (?:"\$\(|\x60)|for /f "delims=" %i in \(')diverst`;
/** How variables are set and unset in fish, cmd, csh and PowerShell. */
const variables = String.raw`set (?:-gx |-e |")|(?:un)?setenv|Remove-Item Env:|\$Env:`;
/** Programs that a fix names a command of. */
const program = String.raw`(?:attrib|aws(?= [a-z])|chmod|diverst(?= -| (?:${own})\b)|${evaluating}|${variables}|export|mkdir|unset)`;
const command = String.raw`(?:[A-Z][A-Z_]*=\S* )*${program}\b.*`;
const afterColon = new RegExp(`: (${command})$`, 's');
const alone = new RegExp(`^${command}$`, 's');
/** A sentence goes on behind the command, or begins with the name of a program. */
const isSentence = /[;,.:] |[;,.]$| \((?![$"])| (?:can|cannot|is|has|must|needs|then) /;

/**
 * Takes a fix apart: `list the clients: diverst client list` says something and names a command. The command stands at
 * the end, after a colon, or alone; text behind it makes the whole a sentence.
 */
export function fixOf(text: string): Fix {
  if (alone.test(text) && !isSentence.test(unquoted(text))) return { say: '', run: text };
  const found = afterColon.exec(text);
  if (found?.[1] === undefined || isSentence.test(unquoted(found[1]))) return { say: text, run: null };
  return { say: text.slice(0, found.index), run: found[1] };
}

function unquoted(text: string): string {
  return text.replace(/\\.|'[^']*'|"(?:\\.|[^"\\])*"/gs, '"');
}
