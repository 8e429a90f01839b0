/** Whether the environment asks for plain text: ASCII, without color and animation. */
export function asksForPlain({ DIVERST_PLAIN: asked }: NodeJS.ProcessEnv): boolean {
  return asked !== undefined && asked !== '' && asked !== '0';
}
