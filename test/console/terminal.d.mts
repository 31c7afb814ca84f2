/** Types of terminal.mjs, for the tests. */

export interface Terminal {
  /** Types a line, presses return, and gives what is printed up to the next prompt. */
  ask(line: string): Promise<string>
  /** Presses keys, or types without return. */
  press(keys: string): void
  /** What is shown from now until `pattern` matches it. */
  until(pattern: RegExp): Promise<string>
  /** Up to the first prompt. */
  readonly opening: Promise<string>
  /** The exit status. */
  readonly ended: Promise<number>
  kill(): void
}

export interface TerminalOptions {
  readonly columns?: number
  readonly rows?: number
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

export function openTerminal(command: readonly string[], options?: TerminalOptions): Terminal

/** Without escape sequences, and with plain line ends. */
export function plainText(shown: string): string

/** The built command. */
export const loupe: readonly string[]

/** The mission's investigation: each line with what was answered, from the banner to `exit`. */
export function investigate(cacheFolder: string): Promise<string>
