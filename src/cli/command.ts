/** The contract of a command. */
export interface Command {
  /** What `--help` prints: the call on the first line, its options below. */
  usage: string;
  /** @param args what follows the command's name. @returns the exit code. @throws AnnealError */
  run(args: string[]): Promise<number>;
}
